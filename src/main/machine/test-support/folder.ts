import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A measurement uses these rooms too, and ends with its process. */
const whenDone = (job: () => void): void => {
  if (process.env['VITEST'] === undefined) process.once('exit', job);
  else onTestFinished(job);
};

/** A new folder in the system's temp folder, for the test that runs: it is removed after the test's own cleaning. */
export const testFolder = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), name));
  // What a killed program was still writing makes a folder full again while it is emptied.
  whenDone(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  return folder;
};
