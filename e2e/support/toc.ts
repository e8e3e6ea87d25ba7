import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ROOT } from './face.ts';
import type { World } from './world.ts';

const Failed = z.looseObject({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** Runs one `toc` command to its end. */
export const toc = async (
  world: World,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> => {
  const command = [join(ROOT, 'out/main/command.js'), ...args];
  try {
    const { stdout, stderr } = await promisify(execFile)(join(ROOT, 'node_modules/.bin/node'), command, {
      env: world.env,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (problem) {
    const { code, stdout, stderr } = Failed.parse(problem);
    return { code, out: stdout, err: stderr };
  }
};
