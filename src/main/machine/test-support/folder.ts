import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder in the system's temp folder, for the test that runs: it is removed after the test's own cleaning. */
export const testFolder = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), name));
  // What a killed program was still writing makes a folder full again while it is emptied.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  return folder;
};
