import type { Info } from '#shared/contract/system.ts';
import type { Clock } from '../machine/clock.ts';
import { privateFolder, type Paths } from '../machine/paths.ts';
import { connectLocal, type LocalClient } from '../rpc/local-client.ts';
import { cannotWrite } from '../sessions/cannot-write.ts';
import { holdFile } from '../store/database.ts';

/** Our part in a TOC_HOME: its one main, or a client of the main there is. */
export type Role =
  | { readonly kind: 'main'; readonly lock: { release(): void } }
  | { readonly kind: 'client'; readonly client: LocalClient; readonly info: Info };

/** How long a main may take from taking the lock to answering its socket. */
const PATIENCE = 15_000;
const BETWEEN = 40;

/** The timer of the injected clock keeps no process alive, and here nothing else might. */
const pause = async (clock: Clock): Promise<void> => {
  const alive = setInterval(() => {}, BETWEEN);
  await new Promise<void>((resolve) => void clock.after(BETWEEN, resolve));
  clearInterval(alive);
};

const ask = async (client: LocalClient): Promise<Info | null> => {
  try {
    return await client.calls.system.info();
  } catch {
    // It went away between the connect and the answer.
    return null;
  }
};

/**
 * Waits for the main that asked us to hand over: whoever lets go of the lock must not be the first to take
 * it again. Gives up after 15 s; then nobody wants it any more.
 */
export const awaitSuccessor = async (paths: Paths, clock: Clock): Promise<void> => {
  const until = clock.now() + PATIENCE;
  while (clock.now() < until) {
    const client = await connectLocal(paths.mainSocket);
    client?.close();
    if (client) return;
    await pause(clock);
  }
};

/** Does a part of a start. Where the disk is to blame that it fails, it throws with what to do. */
export const orWhyNot = async <Value>(home: string, part: () => Promise<Value>): Promise<Value> => {
  try {
    return await part();
  } catch (problem) {
    const refused = cannotWrite(problem, home);
    throw refused === null ? problem : new Error(`Nothing can be saved in ${home}: ${refused.reason}.`);
  }
};

const claim = async (paths: Paths, clock: Clock): Promise<Role> => {
  privateFolder(paths.home);
  privateFolder(paths.sockets);
  const until = clock.now() + PATIENCE;
  while (clock.now() < until) {
    const lock = holdFile(paths.lock);
    if (lock) return { kind: 'main', lock };
    const client = await connectLocal(paths.mainSocket);
    const info = client && (await ask(client));
    if (client && info) return { kind: 'client', client, info };
    client?.close();
    await pause(clock);
  }
  throw new Error(
    `Another toc holds ${paths.home} but does not answer. End it, or set TOC_HOME to another folder.`,
  );
};

/**
 * Takes the lock of a TOC_HOME, or connects to whoever holds it. Binding the lock is what makes a main:
 * it is the kernel's, so a killed main leaves none. Throws when the holder does not answer in 15 s.
 */
export const claimHome = (paths: Paths, clock: Clock): Promise<Role> =>
  orWhyNot(paths.home, () => claim(paths, clock));
