import { err, ok, type Result } from '#shared/result.ts';
import {
  openDatabase,
  openReadOnly,
  type Database,
  type DatabaseRefused,
  type OpenedDatabase,
} from './database.ts';
import { migrateThrough } from './migrate.ts';
import { filesStepsTokens } from './migrations/logs-001-files-steps-tokens.ts';
import { skimmedLogs } from './migrations/logs-002-skimmed.ts';
import { carriedLogs } from './migrations/logs-003-carried.ts';

/** In order; the position is the version. A landed step is never edited: the next one mends it. */
const steps: readonly string[] = [filesStepsTokens, skimmedLogs, carriedLogs];

/** The newest version of logs.db this toc knows. */
export const KNOWN_LOGS_VERSION = steps.length;

/** Brings a logs database to the newest version. */
export const migrateLogs = (database: Database): void => migrateThrough(database, steps);

/**
 * Opens logs.db to write it: the indexer alone does. A power cut may lose the last batches, each with its
 * offsets, so they are read again. Not checked whole at the start: it may be large, and a fault shows itself.
 */
export const openLogs = (file: string, mark: string): Result<OpenedDatabase, DatabaseRefused> => {
  const opened = openDatabase(file, KNOWN_LOGS_VERSION, mark, { check: false, synchronous: 'NORMAL' });
  if (!opened.ok) return err(opened.error);
  const { database } = opened.value;
  // The rows of a file lie together, and a batch touches few of them.
  database.pragma('cache_size = -12288');
  database.pragma('temp_store = MEMORY');
  migrateLogs(database);
  return ok(opened.value);
};

/** Opens logs.db to read it; null while there is none that this toc can read. */
export const openLogsToRead = (file: string): Database | null => {
  const database = openReadOnly(file);
  if (database === null) return null;
  if (Number(database.pragma('user_version', { simple: true })) === KNOWN_LOGS_VERSION) return database;
  database.close();
  return null;
};
