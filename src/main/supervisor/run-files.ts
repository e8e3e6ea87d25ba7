import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '#shared/terminal-frames.ts';
import type { RunExit } from './protocol.ts';

/** What a run leaves on disk for whoever comes after the supervisor. */
export interface RunFiles {
  started(facts: { runId: string; pid: number; started: string; bootId: string; startedAt: number }): void;
  exited(exit: RunExit): void;
  /** Resolves when it is there; one at a time, and an older one never replaces a newer one. */
  screen(snapshot: Snapshot): Promise<void>;
}

/** Either the whole old file or the whole new one, even if the machine goes down. */
const writeNow = (path: string, value: object): void => {
  const file = openSync(`${path}.tmp`, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(value));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.tmp`, path);
};

const writeSoon = async (path: string, text: string): Promise<void> => {
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
};

/** The files of one run's folder, made if it is not there. */
export const createRunFiles = (folder: string): RunFiles => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let last: Promise<void> = Promise.resolve();
  return {
    started: (facts) => writeNow(join(folder, 'run.json'), facts),
    exited: (exit) => writeNow(join(folder, 'exit.json'), exit),
    screen: (snapshot) => {
      const text = JSON.stringify(snapshot);
      last = last.then(() => writeSoon(join(folder, 'screen.snapshot'), text));
      return last;
    },
  };
};
