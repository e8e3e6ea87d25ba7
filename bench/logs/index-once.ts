// Reads all logs into a new store, in a process of its own, with the threads that main starts; prints how long it
// took. `watched`: a window asks at each news what it shows, and main's own tasks are measured.
import { z } from 'zod';
import { systemClock } from '#main/machine/clock.ts';
import { silentLog } from '#main/machine/log.ts';
import { createTranscripts } from '#main/transcripts/transcripts.ts';
import { createUsage } from '#main/usage/usage.ts';
import type { News } from '#shared/contract/system.ts';
import type { IndexState } from '#shared/contract/transcripts.ts';
import { watchTasks } from './tasks.ts';

const Mode = z.enum(['alone', 'watched']);

const [store = '', mode] = process.argv.slice(2);
const isWatched = Mode.parse(mode) === 'watched';

const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);

const began = performance.now();
let counted: number | null = null;
const idle = Promise.withResolvers<IndexState>();

/** What a window shows, asked for anew when logs changed; once more where they changed meanwhile. */
const createWindow = () => {
  let asking: Promise<unknown> | null = null;
  let isStale = false;
  const ask = async (): Promise<void> => {
    do {
      isStale = false;
      await usage.report({ by: 'day', since: null, until: null, timeZone: 'UTC' });
      await transcripts.found({ runtime: null, cwd: null, before: null, limit: 100 });
    } while (isStale);
    asking = null;
  };
  return {
    refresh(): void {
      isStale = true;
      asking ??= ask();
    },
    settled: async (): Promise<void> => void (await asking),
  };
};

const shown = createWindow();

const hear = (news: News): void => {
  if (news.kind !== 'logs-changed') return;
  if (news.index.isCounted) counted ??= performance.now() - began;
  if (isWatched) shown.refresh();
  if (news.index.phase === 'idle' || news.index.phase === 'failed') idle.resolve(news.index);
};

const transcripts = createTranscripts({
  store,
  environment: async () => environment,
  clock: systemClock,
  log: silentLog,
  settings: { read: () => null, write: () => {} },
  sessions: async () => [],
  corrections: () => [],
  publish: hear,
});
const usage = createUsage({
  rows: transcripts.rows,
  sessions: () => [],
  settings: { read: () => null, write: () => {} },
});

const tasks = isWatched ? watchTasks() : null;
await transcripts.start();
// The threads keep no process alive.
const alive = setInterval(() => {}, 1000);
const state = await idle.promise;
const read = performance.now() - began;
clearInterval(alive);
await shown.settled();
const { phase, failure, problems } = state;
const told = { counted, read, phase, failure, problems, files: state.files.read, store: state.store.bytes };
process.stdout.write(`${JSON.stringify({ ...told, tasks: tasks?.() ?? null })}\n`);
await transcripts.close();
