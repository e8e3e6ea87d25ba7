import { err, ok, type Result } from '#shared/result.ts';
import { auditTable } from './audit-table.ts';
import { conversationTable } from './conversation-table.ts';
import { openDatabase, openReadOnly, type Database, type DatabaseRefused } from './database.ts';
import { KNOWN_VERSION, migrate } from './migrate.ts';
import { runTable } from './run-table.ts';
import { sessionTable } from './session-table.ts';
import { settingTable } from './setting-table.ts';
import { workspaceTable } from './workspace-table.ts';

/** Every table over one open database, and `together` for writes that must land as one. */
export const storeOver = (database: Database) => {
  migrate(database);
  return {
    sessions: sessionTable(database),
    conversations: conversationTable(database),
    runs: runTable(database),
    audit: auditTable(database),
    workspaces: workspaceTable(database),
    settings: settingTable(database),
    /** All of it or nothing. */
    together: <Value>(work: () => Value): Value => database.transaction(work).immediate(),
    close: (): void => void database.close(),
  };
};

export type Store = ReturnType<typeof storeOver>;

/** Opens toc.db. Main alone does, and main alone writes. */
export const openStore = (
  file: string,
  mark: string,
): Result<{ store: Store; setAside: string | null }, DatabaseRefused> => {
  const opened = openDatabase(file, KNOWN_VERSION, mark);
  return opened.ok
    ? ok({ store: storeOver(opened.value.database), setAside: opened.value.setAside })
    : err(opened.error);
};

/** What is made of the settings in a toc.db, which main may have open; null where none can be read. */
export const readSettings = <Value>(
  file: string,
  make: (settings: Pick<Store['settings'], 'read'>) => Value,
): Value | null => {
  let database: Database | null = null;
  try {
    database = openReadOnly(file);
    return database && make(settingTable(database));
  } catch {
    // Another toc's, locked or damaged: whoever asks goes on without.
    return null;
  } finally {
    database?.close();
  }
};
