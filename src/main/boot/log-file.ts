import { silentLog } from '../machine/log.ts';
import { openLogFile } from '../transcripts/transcripts.ts';

/** Opens a log file for a command that needs no main: neither TOC_HOME nor a database is touched. */
export const openLogAlone = (path: string) => openLogFile(path, silentLog);
