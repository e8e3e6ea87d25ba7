import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RuntimeId } from '#shared/contract/ids.ts';
import { ok } from '#shared/result.ts';
import { memoryDatabase } from '../store/database.ts';
import { storeOver, type Store } from '../store/store.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { AGAIN } from './queue.ts';
import { createSessions } from './sessions.ts';
import { backgroundRuns, begun, REFUSE } from './test-support/background-runs.ts';
import { testRooms } from './test-support/rooms.ts';

const FULL = 'the disk is full. Make room on it, then try again';

const startOf = (made: ReturnType<typeof testRooms>, sessions: ReturnType<typeof createSessions>) => {
  let started = 0;
  return (prompt: string | null) => {
    started += 1;
    return sessions.start({
      startKey: `6f7c2b0e-0000-4000-8000-00000000000${started}`,
      agent: { workspace: made.workspace, name: 'helper' },
      workspace: null,
      title: null,
      prompt,
    });
  };
};

const runFolders = ({ rooms }: ReturnType<typeof testRooms>): readonly string[] =>
  existsSync(rooms.runsFolder) ? readdirSync(rooms.runsFolder) : [];

/** Sessions over a store that can be full; what they write large is the instructions. */
const withSmallStore = (instructions: string) => {
  const made = testRooms('claude-code');
  if (made.agent.current) made.agent.current = { ...made.agent.current, instructions };
  const database = memoryDatabase();
  const store = storeOver(database);
  const sessions = createSessions({ ...made.rooms, store });
  return {
    ...made,
    store,
    sessions,
    start: startOf(made, sessions),
    fill: (): void =>
      void database.pragma(`max_page_count = ${String(database.pragma('page_count', { simple: true }))}`),
    empty: (): void => void database.pragma('max_page_count = 100000'),
  };
};

/** Until no line fits any more. */
const fillUp = ({ audit }: Store): void => {
  const line = { at: 0, action: 'session-started', subject: 'x', runtime: '', detail: {} } as const;
  expect(() => {
    for (;;) audit.append(line);
  }).toThrow(/full/);
};

/** Sessions whose CLI needs a file of its own on a disk that is full. */
const withFullDisk = (runtime: RuntimeId) => {
  const made = testRooms(runtime);
  const real = made.rooms.runtimes[runtime];
  let isFull = true;
  const needy: Runtime = {
    ...real,
    launch: (request) => {
      const planned = real.launch(request);
      if (!planned.ok || !isFull) return planned;
      return ok({ ...planned.value, files: [{ path: '/dev/full', text: 'x' }] });
    },
  };
  const runtimes = { ...made.rooms.runtimes, [runtime]: needy };
  const sessions = createSessions({ ...made.rooms, runtimes });
  return {
    ...made,
    sessions,
    start: startOf(made, sessions),
    full: (now: boolean): void => void (isFull = now),
  };
};

test.each([[null], ['Mend the door.']])(
  'on a full disk nothing is begun, which is said with what to do, and nothing of it is left (prompt: %s)',
  async (prompt) => {
    const made = withFullDisk('claude-code');
    const { sessions, start, recorded, full } = made;
    const error = { code: 'cannot-write', path: '/dev/full', reason: FULL };
    const refused = await start(prompt);
    // Node names no path where a write fails.
    expect(refused).toMatchObject({ ok: false, error: { ...error, path: expect.any(String) } });
    expect([await sessions.list(), recorded.opened, recorded.begun, runFolders(made)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    full(false);
    expect((await start(prompt)).ok).toBe(true);
  },
);

test.each([[null], ['Mend the door.']])(
  'a database that takes no more rows is a full disk too, and no prompt is left without its row (prompt: %s)',
  async (prompt) => {
    const made = withSmallStore('x'.repeat(100_000));
    const { sessions, start, recorded, fill, empty } = made;
    fill();
    expect(await start(prompt)).toEqual({
      ok: false,
      error: { code: 'cannot-write', path: 'toc.db', reason: FULL },
    });
    expect([await sessions.list(), recorded.opened, recorded.begun, runFolders(made)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    empty();
    expect((await start(prompt)).ok).toBe(true);
  },
);

test('a queued run waits for room on the disk, says so, and starts when there is some', async () => {
  const { sessions, start, full, recorded, time, facts } = withFullDisk('claude-code');
  // It is queued while there is room, and has its turn when there is none.
  facts.preferences.backgroundRuns = 0;
  full(false);
  expect((await start('Mend the door.')).ok).toBe(true);
  full(true);
  facts.preferences.backgroundRuns = 4;
  const cause = async () => {
    time.tick();
    return (await sessions.list())[0]?.status.cause;
  };
  const why = expect.stringContaining(`cannot be written: ${FULL}.`);
  await expect.poll(cause).toMatchObject({ code: 'held', why });
  full(false);
  time.advance(AGAIN);
  await expect.poll(cause).toMatchObject({ code: 'alive' });
  expect(recorded.begun.length).toBe(1);
});

test('taken over on a full disk, a session is ended, and the resume refused with what to do', async () => {
  const { sessions, start, rooms, store, recorded } = withSmallStore('Be exact.');
  const session = await start(null);
  if (!session.ok) throw new Error(session.error.code);
  store.runs.ended = () => {
    throw Object.assign(new Error('database or disk is full'), { code: 'ENOSPC' });
  };
  const request = { id: session.value.id, agent: 'kept', live: { first: 'end-ours' } } as const;
  await expect(sessions.resume(request)).resolves.toMatchObject({
    ok: false,
    error: { code: 'cannot-write', reason: FULL },
  });
  expect([(await rooms.terminals.list()).length, recorded.opened.length]).toEqual([1, 1]);
});

test('a stop ends its process however full the disk is', async () => {
  const { sessions, start, fill, empty, rooms, store } = withSmallStore('Be exact.');
  const session = await start(null);
  if (!session.ok) throw new Error(session.error.code);
  fill();
  fillUp(store);
  expect(await sessions.stop(session.value.id)).toMatchObject({
    ok: true,
    value: { status: { word: 'Stopped' } },
  });
  expect((await rooms.terminals.list()).map(({ exit }) => exit?.stopped)).toEqual(['SIGINT']);
  const lines = (): readonly string[] =>
    store.audit.list().flatMap(({ action, subject }) => (subject === session.value.id ? [action] : []));
  expect(lines()).toEqual(['session-started']);
  empty();
  await sessions.reconcile();
  expect((await sessions.list())[0]?.status.word).toBe('Stopped');
  await sessions.reconcile();
  expect(lines()).toEqual(['session-started', 'session-stopped']);
});

test('a stop that a full disk does not take is not said to be done: the next main would start the run', async () => {
  const { sessions, start, fill, facts, store } = withSmallStore('Be exact.');
  facts.preferences.backgroundRuns = 0;
  const session = await start('Mend the door.');
  if (!session.ok) throw new Error(session.error.code);
  fill();
  fillUp(store);
  // What changes a row in its place may fit however full it is.
  store.runs.ended = () => {
    throw Object.assign(new Error('database or disk is full'), { code: 'ENOSPC' });
  };
  expect(await sessions.stop(session.value.id)).toMatchObject({
    ok: false,
    error: { code: 'cannot-write', reason: FULL },
  });
  expect((await sessions.list())[0]?.status.cause.code).toBe('queued');
});

test('a run in the wrong conversation is ended once the disk takes the reason, not left for good', async () => {
  const { done, recorded, stands, sessions, prints, rooms } = backgroundRuns();
  const session = await done();
  const { runs } = rooms.store;
  const { judged } = runs;
  const tried: string[] = [];
  runs.judged = (id) => {
    tried.push(id);
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  };
  const next = await sessions.continueInBackground({ id: session.id, agent: 'kept', live: REFUSE }, 'Go on.');
  if (!next.ok) throw new Error(next.error.code);
  await expect.poll(() => recorded.begun.length).toBe(2);
  prints(next.value, begun('thread-2'));
  await expect.poll(async () => [await stands(next.value)(), tried.length > 0].at(-1)).toBe(true);
  runs.judged = judged;
  await expect.poll(stands(next.value)).toEqual(['Failed', 'other-conversation', null]);
});

const ID = '01930000-0000-7000-8000-0000000000aa';

/** A run's folder with these files, of which no row knows. */
const nameless = (made: ReturnType<typeof testRooms>, id: string, ...names: readonly string[]): string => {
  const folder = join(made.rooms.runsFolder, id);
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), 'x');
  return folder;
};

test('what a main left that was killed between a prompt and its row is removed; everything else stays', async () => {
  const made = testRooms('claude-code');
  const gone = [
    nameless(made, ID, 'prompt.txt', 'instructions.md'),
    nameless(made, ID.replace(/aa$/, 'ab'), 'claude-settings.json'),
    nameless(made, ID.replace(/aa$/, 'ac')),
  ];
  // Runs of which a database of yesterday knows nothing.
  const kept = [
    nameless(made, ID.replace(/aa$/, 'ba'), 'prompt.txt', 'events.jsonl'),
    nameless(made, ID.replace(/aa$/, 'bb'), 'prompt.txt', 'run.json'),
    nameless(made, ID.replace(/aa$/, 'bc'), 'screen.snapshot'),
    nameless(made, 'notes', 'prompt.txt'),
  ];
  made.facts.preferences.backgroundRuns = 0;
  const sessions = createSessions(made.rooms);
  const queued = await startOf(made, sessions)('Mend the door.');
  if (!queued.ok) throw new Error(queued.error.code);
  kept.push(join(made.rooms.runsFolder, queued.value.run.id));
  made.time.tick();
  await expect.poll(() => gone.filter((folder) => existsSync(folder))).toEqual([]);
  await sessions.close();
  expect(kept.filter((folder) => !existsSync(folder))).toEqual([]);
  expect(readdirSync(join(made.rooms.runsFolder, queued.value.run.id))).toContain('prompt.txt');
});

test('what a main did not come to delete of a forgotten session goes with the next one', async () => {
  const made = testRooms('claude-code');
  const sessions = createSessions(made.rooms);
  const started = await startOf(made, sessions)(null);
  if (!started.ok) throw new Error(started.error.code);
  await sessions.stop(started.value.id);
  await sessions.close();
  const folder = join(made.rooms.runsFolder, started.value.run.id);
  for (const name of ['screen.snapshot', 'run.json']) writeFileSync(join(folder, name), 'x');
  made.rooms.store.sessions.forget(started.value.id, 1);
  const next = createSessions(made.rooms);
  made.time.tick();
  await expect.poll(() => readdirSync(folder)).toEqual(['run.json']);
  await next.close();
});

test('a start that is under way while leftovers are removed keeps its files', async () => {
  const made = testRooms('claude-code');
  const sessions = createSessions(made.rooms);
  const starting = startOf(made, sessions)('Mend the door.');
  made.time.tick();
  const started = await starting;
  await sessions.close();
  if (!started.ok) throw new Error(started.error.code);
  expect(existsSync(join(made.rooms.runsFolder, started.value.run.id, 'prompt.txt'))).toBe(true);
});
