import { silentLog } from '../machine/log.ts';
import { readSettings } from '../store/store.ts';
import { openLogFile } from '../transcripts/transcripts.ts';
import { keptPrices } from '../usage/usage.ts';

/** Opens a log file for a command that needs no main: only the person's prices are read, where a toc.db has some. */
export const openLogAlone = (path: string, database: string) =>
  openLogFile(path, { corrections: readSettings(database, keptPrices) ?? [], log: silentLog });
