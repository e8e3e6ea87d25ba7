import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessIdentity } from '../machine/process-identity.ts';
import type { Exit } from '../terminals/terminals.ts';

const ExitFile = z.object({
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  at: z.number(),
  stopped: z.string().nullable(),
});

const Identity = z.object({ pid: z.number().int().positive(), started: z.string() });
const StartFile = Identity.extend({ bootId: z.string() });

const read = async <Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> => {
  try {
    const found = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return found.success ? found.data : null;
  } catch {
    // None was written, or only half of one: then the other sources must tell.
    return null;
  }
};

/** The exit that a supervisor wrote the moment it saw it. */
export const exitOnDisk = (folder: string): Promise<Exit | null> => read(join(folder, 'exit.json'), ExitFile);

/** The process that a supervisor wrote down before it told anybody. */
export const startOnDisk = (folder: string): Promise<(ProcessIdentity & { bootId: string }) | null> =>
  read(join(folder, 'run.json'), StartFile);

/** What the run had started when a supervisor last looked. */
export const familyOnDisk = async (folder: string): Promise<readonly ProcessIdentity[]> =>
  (await read(join(folder, 'family.json'), z.array(Identity).max(10_000))) ?? [];
