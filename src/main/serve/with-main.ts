import { join } from 'node:path';
import type { Main } from '../boot/boot.ts';
import { claimHome } from '../boot/home.ts';
import { systemClock } from '../machine/clock.ts';
import { pathsFor } from '../machine/paths.ts';
import { connectLocal, type Client, type LocalClient } from '../rpc/local-client.ts';
import type { Face } from '../rpc/router.ts';
import { version } from './version.ts';

const noDialog = { ok: false, error: { code: 'no-dialog' } } as const;

/** A face without windows. `yieldHome` says what happens when a window wants TOC_HOME. */
export const windowless = (name: Face['name'], yieldHome: () => boolean): Face => ({
  name,
  chooseFolder: async () => noDialog,
  openLink: async () => noDialog,
  focusWindow: () => false,
  yieldHome,
});

/**
 * Boots a main in this process. Throws with what to do when the database refuses. What a main is made of is loaded
 * only now: a command that finds one has no use for it.
 */
export const bootHere = async (face: Face, lock: { release(): void }): Promise<Main> => {
  const { bootOrExplain } = await import('../boot/boot.ts');
  return bootOrExplain({
    paths: pathsFor(process.env),
    version,
    face,
    lock,
    rendererFolder: join(import.meta.dirname, '../renderer'),
  });
};

const isLost = (problem: unknown): boolean => problem instanceof Error && problem.name === 'AbortError';

/**
 * Asks the one main of this TOC_HOME. If nobody is there, a main is booted for the length of the
 * question and asked over its own socket, so every command takes the same road. A main that goes away
 * in the middle is no failure: the next one is asked.
 */
export const askMain = async <Answer>(question: (calls: Client) => Promise<Answer>): Promise<Answer> => {
  const paths = pathsFor(process.env);
  for (let attempt = 0; ; attempt += 1) {
    const role = await claimHome(paths, systemClock);
    const main =
      role.kind === 'main'
        ? await bootHere(
            windowless('command', () => false),
            role.lock,
          )
        : null;
    const client: LocalClient | null =
      role.kind === 'client' ? role.client : await connectLocal(paths.mainSocket);
    if (client === null) throw new Error('The main that was just started does not answer.');
    try {
      return await question(client.calls);
    } catch (problem) {
      // Asked on a connection that is closing already, the call itself says so, in its own words.
      const isGone = isLost(problem) || !client.isOpen();
      if (!isGone || attempt >= 5) throw problem;
    } finally {
      client.close();
      await main?.close();
    }
  }
};
