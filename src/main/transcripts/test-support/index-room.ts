import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IndexState } from '#shared/contract/transcripts.ts';
import type { Clock } from '../../machine/clock.ts';
import type { LogKind } from '../../runtimes/reader.ts';
import type { Environment } from '../../runtimes/runtime.ts';
import type { Database } from '../../store/database.ts';
import { openLogs } from '../../store/logs-database.ts';
import { logsWriter } from '../../store/logs-writer.ts';
import { createIndexing, type Indexing } from '../indexing.ts';
import type { Told } from '../progress.ts';
import { fakeKind } from './fake-kind.ts';

/** A clock that a test moves: far ahead of the files it writes, so that these are quiet. */
export const movedClock = (start = Date.now() + 24 * 60 * 60_000) => {
  let time = start;
  const timers = new Set<{ due: number; call: () => void }>();
  const clock: Clock = {
    now: () => time,
    after(ms, call) {
      const timer = { due: time + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    every: () => () => {},
  };
  const advance = (ms: number): void => {
    time += ms;
    for (const timer of timers) {
      if (timer.due > time) continue;
      timers.delete(timer);
      timer.call();
    }
  };
  return { clock, advance };
};

/** A folder of logs, made, and a store beside it. */
export const foldersIn = (home: string) => {
  const logs = join(home, 'logs');
  mkdirSync(logs);
  return { home, logs, store: join(home, 'logs.db') };
};

/** Writes lines at the end of a log; each is JSON. */
export const writeLog = (path: string, ...lines: readonly object[]): void => {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

interface Options {
  readonly kinds?: readonly LogKind[];
  readonly env?: Environment;
  readonly clock?: Clock;
  readonly paused?: boolean;
  /** Every new log is skimmed first, however small, where a test says nothing else. */
  readonly skimFrom?: number;
}

export interface OpenedIndex extends Indexing {
  readonly database: Database;
  readonly tellings: readonly Told[];
  /** Resolves when the indexer tells a state like that. */
  until(wanted: (state: IndexState) => boolean): Promise<IndexState>;
  end(): Promise<void>;
}

/** The indexer over real files and a real database, in this thread. */
export const openIndex = (folders: ReturnType<typeof foldersIn>, options: Options = {}): OpenedIndex => {
  const opened = openLogs(folders.store, 'x');
  if (!opened.ok) throw new Error(opened.error.code);
  const { database } = opened.value;
  const tellings: Told[] = [];
  const watchers = new Set<(state: IndexState) => void>();
  const indexing = createIndexing({
    kinds: options.kinds ?? [fakeKind()],
    env: options.env ?? { TOC_TEST_LOGS: folders.logs },
    writer: logsWriter(database),
    store: folders.store,
    clock: options.clock ?? movedClock().clock,
    paused: options.paused ?? false,
    skimFrom: options.skimFrom ?? 0,
    tell: (told) => {
      tellings.push(told);
      for (const watcher of watchers) watcher(told.state);
    },
  });
  const running = indexing.run();
  return {
    ...indexing,
    database,
    tellings,
    until: (wanted) =>
      new Promise((resolve) => {
        const watcher = (state: IndexState): void => {
          if (!wanted(state)) return;
          watchers.delete(watcher);
          resolve(state);
        };
        watchers.add(watcher);
      }),
    async end(): Promise<void> {
      indexing.close();
      await running;
      database.close();
    },
  };
};

/** Looks once at everything, and ends. */
export const indexOnce = async (
  folders: ReturnType<typeof foldersIn>,
  options: Options = {},
): Promise<Rows> => {
  const index = openIndex(folders, options);
  await index.settled();
  const rows = rowsOf(index.database);
  await index.end();
  return rows;
};

/** Everything a person could see, whatever the rows are called and in which order they came. */
export const rowsOf = (database: Database) => ({
  steps: database
    .prepare(
      `SELECT f.conversation_id AS id, s.seq, s.json FROM step s JOIN source_file f ON f.id = s.file_id
       WHERE f.replaced = 0 AND f.staged_for IS NULL ORDER BY f.path, s.seq`,
    )
    .all(),
  usage: database
    .prepare(
      `SELECT COALESCE(u.owner, f.root_id) AS root, u.slot, SUM(u.output) AS output FROM usage_slot u
       JOIN source_file f ON f.id = u.file_id GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all(),
  files: database
    .prepare(
      `SELECT path, conversation_id, steps, skipped_lines, gone_at IS NOT NULL AS gone FROM source_file
       WHERE replaced = 0 AND copy_of IS NULL AND staged_for IS NULL ORDER BY path`,
    )
    .all(),
});

export type Rows = ReturnType<typeof rowsOf>;
