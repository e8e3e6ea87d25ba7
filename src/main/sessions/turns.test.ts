import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { createSessions } from './sessions.ts';
import { backgroundRuns, begun, CLEAN, completed, message, REFUSE } from './test-support/background-runs.ts';

/** A session whose background run has ended; its conversation is there. */
const ended = async () => {
  const made = backgroundRuns();
  const session = await made.run();
  await expect.poll(() => made.recorded.begun.length).toBe(1);
  made.facts.saved.add('thread-1');
  made.prints(session, begun('thread-1'), message('Done.'), completed);
  made.recorded.exit(session.run.id, CLEAN);
  await expect.poll(made.stands(session)).toEqual(['Ended', 'completed', 'Done.']);
  return { ...made, session, request: { id: session.id, agent: 'kept', live: REFUSE } as const };
};

const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }): string =>
  result.ok ? 'ok' : result.error.code;

test('the same prompt sent twice is one run; another one sent with it is refused, not swallowed', async () => {
  const { sessions, request, recorded, fileOf } = await ended();
  const answers = await Promise.all([
    sessions.continueInBackground(request, 'And the window?'),
    sessions.continueInBackground(request, 'And the window?'),
    sessions.continueInBackground(request, 'And the roof?'),
  ]);
  expect(answers.map(codeOf)).toEqual(['ok', 'ok', 'already-live']);
  await expect.poll(() => recorded.begun.length).toBe(2);
  const [first] = answers;
  if (!first?.ok) throw new Error('It was refused.');
  expect(readFileSync(fileOf(first.value, 'prompt.txt'), 'utf8')).toBe('And the window?');
});

test('resumed in every way at once, a session has one process; the same way twice is one', async () => {
  const { sessions, request, recorded } = await ended();
  const answers = await Promise.all([
    sessions.resume(request),
    sessions.continueInBackground(request, 'And the window?'),
    sessions.resumeFound('codex', 'thread-1', REFUSE),
  ]);
  expect(answers.map(codeOf)).toEqual(['ok', 'already-live', 'ok']);
  expect([recorded.opened.length, recorded.begun.length]).toEqual([1, 1]);
});

test('a session is not forgotten while it is being resumed', async () => {
  const { sessions, request } = await ended();
  const resuming = sessions.resume(request);
  expect(codeOf(sessions.forget(request.id))).toBe('still-live');
  expect(codeOf(await resuming)).toBe('ok');
});

/** Sessions of a machine that is up since that boot; the one before is over. */
const rebooted = async (made: ReturnType<typeof backgroundRuns>, bootId: string) => {
  await made.sessions.close();
  made.recorded.loseSupervisor();
  const { rooms } = made;
  const sessions = createSessions({
    ...rooms,
    processes: { ...rooms.processes, bootId: async () => bootId },
  });
  await sessions.reconcile();
  return sessions;
};

const counted = (sessions: readonly Session[]): readonly string[] =>
  sessions.filter(({ run }) => run.lastRestart).map(({ title }) => title);

test('Resume all takes up what the last restart ended, not what an earlier one did', async () => {
  const made = backgroundRuns();
  const first = await made.run(1);
  await expect.poll(() => made.recorded.begun.length).toBe(1);
  const once = await rebooted(made, 'boot-2');
  expect(counted(await once.list())).toEqual([first.title]);
  const second = await once.start({
    startKey: '6f7c2b0e-0000-4000-8000-000000000002',
    agent: { workspace: made.workspace, name: 'helper' },
    workspace: null,
    title: 'second',
    prompt: null,
  });
  if (!second.ok) throw new Error(second.error.code);
  // It runs in the boot that its supervisor tells.
  made.rooms.store.runs.started(second.value.run.id, { pid: 9, started: 'x', bootId: 'boot-2' });
  const twice = await rebooted({ ...made, sessions: once }, 'boot-3');
  expect((await twice.list()).map(({ status }) => status.cause.code)).toEqual([
    'machine-restarted',
    'machine-restarted',
  ]);
  expect(counted(await twice.list())).toEqual(['second']);
  expect(await twice.resumeAll()).toEqual([{ sessionId: second.value.id, problem: null }]);
  expect([counted(await twice.list()), await twice.resumeAll()]).toEqual([[], []]);
  await twice.close();
});

test('Resume all and a resume of one of them at once are one process each', async () => {
  const made = backgroundRuns();
  const session = await made.run();
  await expect.poll(() => made.recorded.begun.length).toBe(1);
  const sessions = await rebooted(made, 'boot-2');
  const request = { id: session.id, agent: 'kept', live: REFUSE } as const;
  const [resumed, all] = await Promise.all([sessions.resume(request), sessions.resumeAll()]);
  expect([codeOf(resumed), all.map(({ problem }) => problem)]).toEqual(['ok', ['already-live']]);
  expect([made.recorded.opened.length, made.recorded.begun.length]).toEqual([1, 1]);
  await sessions.close();
});
