import { existsSync, renameSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { err, ok, type Result } from '#shared/result.ts';

export type Database = Sqlite.Database;

export type DatabaseRefused =
  | {
      readonly code: 'newer-database';
      readonly file: string;
      readonly version: number;
      readonly known: number;
    }
  | { readonly code: 'cannot-open'; readonly file: string; readonly reason: string };

export interface OpenedDatabase {
  readonly database: Database;
  /** A file that SQLite could not read was set aside under this name; null on a good day. */
  readonly setAside: string | null;
}

const UNREADABLE = new Set([
  'SQLITE_NOTADB',
  'SQLITE_CORRUPT',
  'SQLITE_CORRUPT_VTAB',
  'SQLITE_IOERR_SHORT_READ',
]);

const code = (problem: unknown): string =>
  problem instanceof Sqlite.SqliteError ? problem.code : 'SQLITE_ERROR';

/** How much care a database needs: whether all of it is checked at the start, and what survives a power cut. */
export interface Care {
  readonly check: boolean;
  readonly synchronous: 'FULL' | 'NORMAL';
}

/** FULL: a row that was answered for survives a power cut; there are few of them. */
const PRECIOUS: Care = { check: true, synchronous: 'FULL' };

const open = (file: string, care: Care): Database => {
  const database = new Sqlite(file, { timeout: 5000 });
  try {
    const check = care.check
      ? database.pragma('quick_check(1)', { simple: true })
      : // Reads the schema, which is enough to know that it is a database.
        (database.prepare('SELECT count(*) FROM sqlite_schema').get(), 'ok');
    if (check !== 'ok') throw new Sqlite.SqliteError(String(check), 'SQLITE_CORRUPT');
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${care.synchronous}`);
    database.pragma('foreign_keys = ON');
    return database;
  } catch (problem) {
    database.close();
    throw problem;
  }
};

/** Renames the file and what belongs to it; the user can still hand it to somebody who can read it. */
export const setAside = (file: string, mark: string): string => {
  const kept = `${file}.damaged-${mark}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(file + part)) renameSync(file + part, kept + part);
  }
  return kept;
};

/**
 * Opens toc's own database, made if missing. One that SQLite cannot read is set aside, never deleted;
 * one from a newer toc is refused untouched. `mark` names the set-aside file (a time, say).
 */
export const openDatabase = (
  file: string,
  known: number,
  mark: string,
  care: Care = PRECIOUS,
): Result<OpenedDatabase, DatabaseRefused> => {
  let aside: string | null = null;
  let database: Database;
  try {
    database = open(file, care);
  } catch (problem) {
    if (!UNREADABLE.has(code(problem))) {
      return err({
        code: 'cannot-open',
        file,
        reason: problem instanceof Error ? problem.message : String(problem),
      });
    }
    aside = setAside(file, mark);
    database = open(file, care);
  }
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > known) {
    database.close();
    return err({ code: 'newer-database', file, version, known });
  }
  return ok({ database, setAside: aside });
};

/** Opens a database that somebody else writes; null while it is not there, or not one that can be read. */
export const openReadOnly = (file: string): Database | null => {
  if (!existsSync(file)) return null;
  try {
    const database = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    database.pragma('user_version', { simple: true });
    return database;
  } catch (problem) {
    if (UNREADABLE.has(code(problem)) || code(problem).startsWith('SQLITE_CANTOPEN')) return null;
    throw problem;
  }
};

/** Why a write failed, where it is something to wait for or to start over from. */
export const writeFault = (problem: unknown): 'disk-full' | 'damaged' | null => {
  if (!(problem instanceof Sqlite.SqliteError)) return null;
  if (UNREADABLE.has(problem.code)) return 'damaged';
  // A write-ahead log that cannot grow is told as an input/output error.
  return /^SQLITE_(FULL|IOERR_(WRITE|FSYNC|TRUNCATE|SHMSIZE|SHMMAP))$/.test(problem.code)
    ? 'disk-full'
    : null;
};

/** A database in memory, for tests. */
export const memoryDatabase = (): Database => {
  const database = new Sqlite(':memory:');
  database.pragma('foreign_keys = ON');
  return database;
};

/**
 * Holds a file exclusively until `release` or the end of the process, however it ends: the lock is the
 * kernel's, so a killed main leaves none behind and a reused pid cannot be mistaken for it. Null: somebody has it.
 */
export const holdFile = (file: string): { release(): void } | null => {
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return {
      release: () => {
        lock.close();
      },
    };
  } catch (problem) {
    lock.close();
    if (code(problem).startsWith('SQLITE_BUSY')) return null;
    throw problem;
  }
};
