import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pathsFor } from '#main/machine/paths.ts';
import { connectLocal, type LocalClient } from '#main/rpc/local-client.ts';
import { COMMAND } from './usage.ts';

const PATIENCE = 30_000;
const BETWEEN = 50;

const connected = async (socket: string): Promise<LocalClient> => {
  for (let waited = 0; waited < PATIENCE; waited += BETWEEN) {
    const client = await connectLocal(socket);
    if (client) return client;
    await pause(BETWEEN);
  }
  throw new Error('toc serve does not answer at its socket.');
};

/** A main of its own, as `toc serve` starts it, and a client of it. */
export const openMain = async (env: Readonly<Record<string, string>>) => {
  const main = spawn(process.execPath, [COMMAND, 'serve'], { env, stdio: ['ignore', 'ignore', 2] });
  const ended = once(main, 'exit');
  const kill = (): void => void main.kill();
  process.once('exit', kill);
  const client = await connected(pathsFor(env).mainSocket);
  return {
    calls: client.calls,
    /** Resolves when everything that is on disk has been read. */
    async settled(): Promise<void> {
      for (;;) {
        const { phase, failure } = await client.calls.transcripts.index();
        if (phase === 'idle') return;
        if (phase === 'failed') throw new Error(failure ?? 'The logs could not be read.');
        await pause(BETWEEN);
      }
    },
    async close(): Promise<void> {
      client.close();
      main.kill();
      await ended;
      process.off('exit', kill);
    },
  };
};
