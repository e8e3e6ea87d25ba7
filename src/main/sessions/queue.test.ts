import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { AGAIN } from './queue.ts';
import { createSessions } from './sessions.ts';
import { backgroundRuns, END_OURS, REFUSE } from './test-support/background-runs.ts';
import { testRooms } from './test-support/rooms.ts';

/** Sessions whose supervisor is asked to start something only when the test lets it. */
const gated = () => {
  const made = testRooms('codex');
  const { rooms, workspace, recorded, time } = made;
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  const passing = async (): Promise<void> => {
    asked += 1;
    await gate.promise;
  };
  const terminals = {
    ...rooms.terminals,
    run: async (request: Parameters<typeof rooms.terminals.run>[0]) => {
      await passing();
      return rooms.terminals.run(request);
    },
    open: async (request: Parameters<typeof rooms.terminals.open>[0]) => {
      await passing();
      return rooms.terminals.open(request);
    },
  };
  const sessions = createSessions({ ...rooms, terminals });
  const begin = async (prompt: string | null) =>
    sessions.start({
      startKey: '6f7c2b0e-0000-4000-8000-000000000001',
      agent: { workspace, name: 'helper' },
      workspace: null,
      title: null,
      prompt,
    });
  const only = async (): Promise<Session> => {
    const [session] = await sessions.list();
    if (!session) throw new Error('There is no session.');
    return session;
  };
  return { ...made, recorded, time, sessions, begin, only, gate, asked: () => asked };
};

const liveOnes = async (made: ReturnType<typeof testRooms>): Promise<number> =>
  (await made.rooms.terminals.list()).filter(({ exit }) => exit === null).length;

test('a supervisor that does not answer leaves a queued run waiting, which says so, and starts when it is back', async () => {
  const { run, recorded, stands, sessions, time, rooms } = backgroundRuns();
  recorded.refuseWith('supervisor-silent');
  const session = await run();
  await expect.poll(stands(session)).toEqual(['Running', 'held', null]);
  const [held] = await sessions.list();
  expect(held?.status.cause).toEqual({ code: 'held', why: 'The supervisor did not answer.' });
  recorded.refuseWith(null);
  time.advance(AGAIN);
  await expect.poll(stands(session)).toEqual(['Running', 'alive', null]);
  expect([recorded.begun.length, rooms.store.runs.find(session.run.id)?.isQueued]).toEqual([1, false]);
});

test('a queued run waits for whoever resumed its conversation meanwhile, in a terminal of their own', async () => {
  const { done, recorded, stands, sessions, time, facts } = backgroundRuns();
  const session = await done();
  facts.preferences = { ...facts.preferences, backgroundRuns: 0 };
  const request = { id: session.id, agent: 'kept', live: REFUSE } as const;
  expect((await sessions.continueInBackground(request, 'Go on.')).ok).toBe(true);
  facts.writer = { pid: 4711, started: 'x' };
  facts.preferences = { ...facts.preferences, backgroundRuns: 1 };
  await expect.poll(stands(session)).toEqual(['Running', 'held', null]);
  const [held] = await sessions.list();
  const why = 'Process 4711 writes its conversation. It starts when that one has ended.';
  expect([held?.status.cause, recorded.begun.length]).toEqual([{ code: 'held', why }, 1]);
  facts.writer = null;
  time.advance(AGAIN);
  await expect.poll(stands(session)).toEqual(['Running', 'alive', null]);
  expect(recorded.begun[1]?.launch.args.slice(-3)).toEqual(['resume', 'thread-1', '-']);
});

test('only a real refusal fails a queued run, with its words', async () => {
  const { run, recorded, stands } = backgroundRuns();
  recorded.refuseWith('spawn-failed');
  const session = await run();
  await expect.poll(stands(session)).toEqual(['Failed', 'spawn-failed', 'no such file']);
});

test('a run that waits for the supervisor is stopped, and is not started when that is back', async () => {
  const { run, recorded, stands, sessions, time } = backgroundRuns();
  recorded.refuseWith('supervisor-silent');
  const session = await run();
  await expect.poll(stands(session)).toEqual(['Running', 'held', null]);
  // Whether it was asked in vain is known again.
  recorded.refuseWith(null);
  expect((await sessions.stop(session.id)).ok).toBe(true);
  time.advance(2 * AGAIN);
  await expect.poll(stands(session)).toEqual(['Stopped', 'stopped', null]);
  await sessions.reconcile();
  expect(recorded.begun).toEqual([]);
});

test('a supervisor that was asked for a run and is silent since may start it: its stop is not said to be done', async () => {
  const { run, recorded, stands, sessions } = backgroundRuns();
  recorded.refuseWith('supervisor-silent');
  const session = await run();
  await expect.poll(stands(session)).toEqual(['Running', 'held', null]);
  expect(await sessions.stop(session.id)).toMatchObject({ ok: false, error: { code: 'supervisor-silent' } });
  expect(await stands(session)()).toEqual(['Running', 'held', null]);
});

test.each([['Mend the door.'], [null]])(
  'a stop in the middle of a start ends what was started (prompt: %s)',
  async (prompt) => {
    const made = gated();
    const { begin, sessions, only, gate, asked } = made;
    const starting = begin(prompt);
    await expect.poll(asked).toBe(1);
    const stopping = sessions.stop((await only()).id);
    gate.resolve();
    const stopped = await stopping;
    await starting;
    expect([stopped.ok, await liveOnes(made)]).toEqual([true, 0]);
    expect((await only()).status.word).toBe('Stopped');
  },
);

test('a stop just before the supervisor is asked keeps it from being asked', async () => {
  const made = gated();
  const { begin, sessions, only, gate, asked, rooms, time } = made;
  gate.resolve();
  // Its program is looked up again before it starts: the stop comes in that moment.
  const found = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const { find } = rooms.programs;
  let finds = 0;
  rooms.programs.find = async (id) => {
    finds += 1;
    if (finds === 2) {
      reached.resolve();
      await found.promise;
    }
    return find(id);
  };
  await begin('Mend the door.');
  await reached.promise;
  const stopping = sessions.stop((await only()).id);
  found.resolve();
  expect((await stopping).ok).toBe(true);
  time.tick();
  await sessions.reconcile();
  expect([asked(), (await only()).status.word]).toEqual([0, 'Stopped']);
});

test('taken over in the middle of its start, a run is ended and one process goes on', async () => {
  const made = gated();
  const { begin, sessions, only, gate, asked } = made;
  const starting = begin('Mend the door.');
  await expect.poll(asked).toBe(1);
  const resuming = sessions.resume({ id: (await only()).id, agent: 'kept', live: END_OURS });
  gate.resolve();
  await starting;
  expect((await resuming).ok).toBe(true);
  expect([await liveOnes(made), (await only()).run.kind]).toEqual([1, 'interactive']);
});

test('what a supervisor started that had been given up on is ended when it answers: its session may have gone on', async () => {
  const { rooms, recorded, sessions, begin, only, gate } = gated();
  gate.resolve();
  recorded.refuseWith('supervisor-silent');
  expect(await begin(null)).toMatchObject({ ok: false, error: { code: 'supervisor-silent' } });
  const { run } = await only();
  expect(run.live).toBe(false);
  recorded.refuseWith(null);
  const launch = { file: '/bin/true', args: [], env: {}, cwd: '/' };
  await rooms.terminals.open({ runId: run.id, folder: '/', launch, cols: 80, rows: 24 });
  await sessions.reconcile();
  expect((await rooms.terminals.list()).map(({ exit }) => exit?.stopped)).toEqual(['SIGINT']);
});

/** A queued run that a supervisor has started and written down; then it died, and main with it. */
const startedUnseen = async () => {
  const made = backgroundRuns();
  const { run, rooms, facts } = made;
  facts.preferences.backgroundRuns = 0;
  const session = await run();
  const folder = join(rooms.runsFolder, session.run.id);
  const process = { pid: 77, started: 'then', bootId: 'boot-1' };
  writeFileSync(
    join(folder, 'run.json'),
    JSON.stringify({ runId: session.run.id, ...process, startedAt: 1 }),
  );
  facts.alive.add('77/then');
  return { ...made, session };
};

test('a queued run that a dead supervisor had started already is not started a second time', async () => {
  const { session, recorded, facts, stands, sessions, time } = await startedUnseen();
  facts.preferences.backgroundRuns = 4;
  time.tick();
  await sessions.reconcile();
  await expect.poll(stands(session)).toEqual(['Running', 'adopted', null]);
  expect(recorded.begun).toEqual([]);
});

test('stopped before anybody has found it, it is ended and not only taken off the queue', async () => {
  const { session, rooms, facts, sessions } = await startedUnseen();
  rooms.processes.signal = async ({ pid, started }) => facts.alive.delete(`${pid}/${started}`);
  expect((await sessions.stop(session.id)).ok).toBe(true);
  const [now] = await sessions.list();
  expect([[...facts.alive], now?.status.word]).toEqual([[], 'Stopped']);
});

test('what was started while the supervisors were asked is not taken for lost', async () => {
  const { rooms, workspace } = testRooms('codex');
  const answer = Promise.withResolvers<void>();
  const slow = createSessions({
    ...rooms,
    terminals: {
      ...rooms.terminals,
      // The answer was given before the run was there, and comes after it.
      roll: async () => {
        await answer.promise;
        return [];
      },
    },
  });
  const startOf = (digit: number) =>
    slow.start({
      startKey: `6f7c2b0e-0000-4000-8000-00000000000${digit}`,
      agent: { workspace, name: 'helper' },
      workspace: null,
      title: null,
      prompt: 'Mend the door.',
    });
  await startOf(1);
  const looking = slow.reconcile();
  await expect.poll(async () => (await slow.list())[0]?.run.pid).toBe(201);
  answer.resolve();
  await looking;
  expect((await slow.list())[0]?.status.cause.code).toBe('alive');
});

test('a stop in the moment in which its supervisor died ends the run, which goes on without', async () => {
  const { run, recorded, sessions, stands, facts, rooms } = backgroundRuns();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  facts.alive.add('201/b1');
  const signalled: string[] = [];
  rooms.processes.signal = async ({ pid, started }, signal) => {
    signalled.push(signal);
    return facts.alive.delete(`${pid}/${started}`);
  };
  // Gone, and nobody has told yet.
  await rooms.terminals.release(session.run.id);
  expect((await sessions.stop(session.id)).ok).toBe(true);
  expect([signalled, await stands(session)()]).toEqual([['SIGINT'], ['Stopped', 'stopped', null]]);
});
