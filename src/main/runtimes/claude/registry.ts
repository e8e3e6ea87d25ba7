import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessIdentity, ProcessTable } from '../../machine/process-identity.ts';
import type { Environment } from '../runtime.ts';
import { claudeHome } from './locate.ts';

const Entry = z.object({
  pid: z.number().int(),
  /** Becomes part of a path and of an argv: nothing but a UUID. */
  sessionId: z.uuid(),
  /** `sdk-cli` for `-p`. */
  entrypoint: z.string().optional(),
  procStart: z.union([z.string(), z.number()]).transform(String).optional(),
  /** `idle`, `busy` or `waiting`, since 2.1.160. */
  status: z.string().optional(),
  waitingFor: z.string().optional(),
  statusUpdatedAt: z.number().optional(),
});
type Entry = z.output<typeof Entry>;

/** What Claude Code's own list says of one of its processes. */
export type Listed = Pick<Entry, 'sessionId' | 'status' | 'waitingFor' | 'statusUpdatedAt'>;

const read = async (file: string): Promise<Entry | null> => {
  try {
    const entry = Entry.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return entry.success ? entry.data : null;
  } catch {
    // Not there, or being written at this moment.
    return null;
  }
};

const isThat = (entry: Entry, process: ProcessIdentity): boolean =>
  entry.pid === process.pid && (entry.procStart === undefined || entry.procStart === process.started);

/** The entry of a process, or of the one below it that is ours: Claude Code in a terminal. */
export const listedAs = async (
  process: ProcessIdentity,
  processes: ProcessTable,
  env: Environment,
): Promise<Listed | null> => {
  const folder = join(claudeHome(env), 'sessions');
  const family = [process, ...(await processes.descendants(process))];
  for (const one of family) {
    const entry = await read(join(folder, `${one.pid}.json`));
    // A background run that the agent itself started is below us too.
    const isOurs = one === process || entry?.entrypoint !== 'sdk-cli';
    if (entry && isOurs && isThat(entry, one)) return entry;
  }
  return null;
};

/** The conversation that Claude Code itself says a process (or one below it) writes now. */
export const registered = async (
  process: ProcessIdentity,
  processes: ProcessTable,
  env: Environment,
): Promise<string | null> => (await listedAs(process, processes, env))?.sessionId ?? null;

/** The living process that Claude Code says writes a conversation; left-over files of dead ones do not count. */
export const writerOf = async (
  conversationId: string,
  processes: ProcessTable,
  env: Environment,
): Promise<ProcessIdentity | null> => {
  const folder = join(claudeHome(env), 'sessions');
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^\d+\.json$/.test(one))) {
    const entry = await read(join(folder, name));
    if (entry?.sessionId !== conversationId) continue;
    const process = await processes.identify(entry.pid);
    if (process && isThat(entry, process)) return process;
  }
  return null;
};
