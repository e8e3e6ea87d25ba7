import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '#shared/terminal-frames.ts';
import type { ProcessIdentity } from '../machine/process-identity.ts';
import type { RunExit } from './protocol.ts';

/** What a run leaves on disk for whoever comes after the supervisor. */
export interface RunFiles {
  started(facts: { runId: string; pid: number; started: string; bootId: string; startedAt: number }): void;
  exited(exit: RunExit): void;
  /** What it has started that lives, for whoever must look after it when the supervisor is gone. */
  family(members: readonly ProcessIdentity[]): void;
  /** Resolves when it is there; one at a time, and an older one never replaces a newer one. */
  screen(snapshot: Snapshot): Promise<void>;
}

/** Either the whole old file or the whole new one, even if the machine goes down. */
const writeNow = (path: string, value: object): void => {
  const unfinished = `${path}.tmp`;
  try {
    // Until all is written: a disk that is nearly full takes a part.
    writeFileSync(unfinished, JSON.stringify(value), { mode: 0o600, flush: true });
    renameSync(unfinished, path);
  } catch (problem) {
    rmSync(unfinished, { force: true });
    throw problem;
  }
};

const writeSoon = async (path: string, text: string): Promise<void> => {
  const unfinished = `${path}.tmp`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (problem) {
    // What did not fit must not keep others' files from fitting.
    await rm(unfinished, { force: true });
    throw problem;
  }
};

/** The files of one run's folder, made if it is not there. */
export const createRunFiles = (folder: string): RunFiles => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let last: Promise<void> = Promise.resolve();
  return {
    started: (facts) => writeNow(join(folder, 'run.json'), facts),
    exited: (exit) => writeNow(join(folder, 'exit.json'), exit),
    family: (members) => writeNow(join(folder, 'family.json'), members),
    screen: (snapshot) => {
      const text = JSON.stringify(snapshot);
      const written = last.then(() => writeSoon(join(folder, 'screen.snapshot'), text));
      // A write that failed is told once, and the next is tried all the same.
      last = written.catch(() => {});
      return written;
    },
  };
};
