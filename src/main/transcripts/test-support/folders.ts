import { realpathSync } from 'node:fs';
import { testFolder } from '../../machine/test-support/folder.ts';
import { foldersIn } from './index-room.ts';

/** Logs and a store for the test that runs; gone with it. */
export const testFolders = () => foldersIn(realpathSync(testFolder('toc-logs-')));
