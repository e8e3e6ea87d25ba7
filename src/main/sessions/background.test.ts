import { readFileSync, statSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { createSessions } from './sessions.ts';
import { QUIET } from './state.ts';
import {
  backgroundRuns as setUp,
  begun,
  CLEAN,
  completed,
  END_OURS,
  message,
  REFUSE,
} from './test-support/background-runs.ts';

test('a background run gets its prompt from a file that only its owner may read, never from its arguments', async () => {
  const { run, recorded, fileOf, rooms } = setUp();
  const session = await run(1, "Mend the door; don't $(touch it).");
  await expect.poll(() => recorded.begun.length).toBe(1);
  const [start] = recorded.begun;
  expect(readFileSync(fileOf(session, 'prompt.txt'), 'utf8')).toBe("Mend the door; don't $(touch it).");
  expect(statSync(fileOf(session, 'prompt.txt')).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(start?.launch)).not.toContain('Mend the door');
  expect(start?.stdio).toEqual({
    stdin: fileOf(session, 'prompt.txt'),
    stdout: fileOf(session, 'events.jsonl'),
    stderr: fileOf(session, 'stderr.log'),
  });
  expect(rooms.store.audit.list().map(({ action }) => action)).toEqual(['run-queued']);
});

test('four are at work at once and the rest waits its turn, in order', async () => {
  const { run, recorded, sessions, stands } = setUp();
  const started: Session[] = [];
  for (const digit of [1, 2, 3, 4, 5, 6]) started.push(await run(digit));
  await expect.poll(() => recorded.begun.length).toBe(4);
  const [first, , , , fifth, sixth] = started;
  if (!first || !fifth || !sixth) throw new Error('Not all were started.');
  await expect.poll(stands(fifth)).toEqual(['Running', 'queued', null]);
  const sixthNow = (await sessions.list()).find(({ id }) => id === sixth.id);
  expect(sixthNow?.status.cause).toEqual({ code: 'queued', ahead: 2 });
  recorded.exit(first.run.id, CLEAN);
  await expect.poll(() => recorded.begun.map(({ runId }) => runId).at(-1)).toBe(fifth.run.id);
  await sessions.stop(sixth.id);
  await expect.poll(stands(sixth)).toEqual(['Stopped', 'stopped', null]);
  expect(recorded.begun.length).toBe(5);
});

test('it is Working while it prints, and ends by its last word with that as its result', async () => {
  const { run, recorded, prints, stands, rooms, facts } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  facts.saved.add('thread-1');
  prints(session, begun('thread-1'), { type: 'turn.started' });
  await expect.poll(stands(session)).toEqual(['Working', 'working', null]);
  expect(rooms.store.conversations.list(session.id).map(({ id, saved }) => [id, saved])).toEqual([
    ['thread-1', true],
  ]);
  prints(session, message('It is mended.'), completed);
  recorded.exit(session.run.id, { ...CLEAN, code: 1 });
  await expect.poll(stands(session)).toEqual(['Ended', 'completed', 'It is mended.']);
});

test('a resume that silently became another conversation is ended and has failed', async () => {
  const { done, recorded, sessions, prints, stands, rooms } = setUp();
  const session = await done();
  const request = { id: session.id, agent: 'kept', live: REFUSE } as const;
  const again = await sessions.continueInBackground(request, 'And the window?');
  if (!again.ok) throw new Error(again.error.code);
  await expect.poll(() => recorded.begun.length).toBe(2);
  expect(recorded.begun.at(-1)?.launch.args.slice(-3)).toEqual(['resume', 'thread-1', '-']);
  prints(again.value, begun('thread-2'));
  await expect.poll(stands(session)).toEqual(['Failed', 'other-conversation', null]);
  expect((await sessions.list())[0]?.status.cause).toMatchObject({ asked: 'thread-1', got: 'thread-2' });
  expect(rooms.store.conversations.list(session.id).map(({ id }) => id)).toEqual(['thread-1']);
});

test('a conversation that its CLI no longer has does not go on as another one where nobody looks', async () => {
  const { done, sessions, facts } = setUp();
  const session = await done();
  facts.saved.clear();
  const request = { id: session.id, agent: 'kept', live: REFUSE } as const;
  expect(await sessions.continueInBackground(request, 'And the window?')).toEqual({
    ok: false,
    error: { code: 'conversation-gone', runtime: session.runtime },
  });
  facts.saved.add('thread-1');
  expect((await sessions.continueInBackground(request, 'And the window?')).ok).toBe(true);
});

test('a run whose supervisor died goes on, is adopted, and its end is told by its last word', async () => {
  const { run, recorded, prints, sessions, stands, facts } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  facts.alive.add('201/b1');
  recorded.loseSupervisor();
  await expect.poll(stands(session)).toEqual(['Running', 'adopted', null]);
  prints(session, begun('t'), message('It is mended.'), completed);
  facts.alive.clear();
  await expect.poll(stands(session)).toEqual(['Ended', 'completed', 'It is mended.']);
  const [now] = await sessions.list();
  expect(now?.status.evidence.map(({ source, value }) => [source, value])).toContainEqual([
    'exit-code',
    'unknown',
  ]);
});

test('what was queued when toc ended is started by the next', async () => {
  const { run, recorded, sessions, rooms, facts } = setUp();
  facts.preferences.backgroundRuns = 1;
  const [first] = [await run(1), await run(2)];
  await expect.poll(() => recorded.begun.length).toBe(1);
  await sessions.close();
  recorded.exit(first.run.id, CLEAN);
  const next = createSessions(rooms);
  await next.reconcile();
  await expect.poll(() => recorded.begun.length).toBe(2);
  await next.close();
});

test('a supervisor that does not answer has lost nothing', async () => {
  const { run, recorded, sessions, stands } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  recorded.refuseWith('supervisor-silent');
  await sessions.reconcile();
  await expect.poll(stands(session)).toEqual(['Running', 'alive', null]);
});

test('taken over, a background run goes on in a terminal, with one process at a time', async () => {
  const { run, recorded, sessions, prints, facts } = setUp('claude-code');
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  const [conversation] = session.conversations;
  if (!conversation) throw new Error('No conversation.');
  facts.saved.add(conversation.id);
  prints(session, { type: 'system', subtype: 'init', session_id: conversation.id, model: 'm', cwd: '/' });
  const request = { id: session.id, agent: 'kept' } as const;
  const refused = await sessions.resume({ ...request, live: REFUSE });
  expect(refused.ok ? null : refused.error).toMatchObject({ code: 'already-live', pid: 201, ours: true });
  const taken = await sessions.resume({ ...request, live: END_OURS });
  if (!taken.ok) throw new Error(taken.error.code);
  expect([taken.value.run.kind, recorded.opened.length]).toEqual(['interactive', 1]);
  expect(recorded.opened[0]?.launch.args.slice(-2)).toEqual(['--resume', conversation.id]);
});

test('a stranger is ended only when a person named exactly that process', async () => {
  const { run, recorded, sessions, facts, prints } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  facts.saved.add('thread-1');
  prints(session, begun('thread-1'), message('Done.'), completed);
  recorded.exit(session.run.id, CLEAN);
  await expect.poll(async () => (await sessions.list())[0]?.run.live).toBe(false);
  facts.writer = { pid: 4711, started: 'x' };
  const request = { id: session.id, agent: 'kept' } as const;
  for (const live of [REFUSE, END_OURS, { first: 'end-foreign', pid: 4711, started: 'y' } as const]) {
    const refused = await sessions.resume({ ...request, live });
    expect(refused.ok ? null : refused.error).toMatchObject({
      code: 'already-live',
      pid: 4711,
      started: 'x',
      ours: false,
    });
  }
  const gone = await sessions.resume({ ...request, live: { first: 'end-foreign', pid: 4711, started: 'x' } });
  expect([gone.ok, recorded.opened.length]).toEqual([true, 1]);
});

test('a fork is a session of its own, and the other goes on', async () => {
  const { run, recorded, sessions, facts, prints, stands } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  const nothing = await sessions.fork({ of: 'session', sessionId: session.id });
  expect(nothing.ok ? null : nothing.error).toEqual({
    code: 'cannot-fork',
    runtime: 'codex',
    version: '0.169.0',
  });
  facts.saved.add('thread-1');
  prints(session, begun('thread-1'));
  await expect.poll(stands(session)).toEqual(['Working', 'working', null]);
  await expect.poll(async () => (await sessions.list())[0]?.conversations.length).toBe(1);
  const forked = await sessions.fork({ of: 'session', sessionId: session.id });
  if (!forked.ok) throw new Error(forked.error.code);
  expect([forked.value.title, forked.value.id === session.id]).toEqual(['helper (fork)', false]);
  expect(recorded.opened[0]?.launch.args.slice(-2)).toEqual(['fork', 'thread-1']);
});

test('after a restart of the machine every session it took is resumed as what it was', async () => {
  const { run, recorded, sessions, rooms } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  await sessions.close();
  const next = createSessions({ ...rooms, processes: { ...rooms.processes, bootId: async () => 'boot-2' } });
  recorded.loseSupervisor();
  await next.reconcile();
  expect((await next.list())[0]?.status.cause.code).toBe('machine-restarted');
  expect(await next.resumeAll()).toEqual([{ sessionId: session.id, problem: null }]);
  await expect.poll(() => recorded.begun.length).toBe(2);
  expect(await next.resumeAll()).toEqual([]);
  await next.close();
});

test('silence counts from what a run printed last, not from its place in the queue or from a new main', async () => {
  const { run, recorded, fileOf, prints, rooms, sessions, time } = setUp();
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  const printsNow = (...events: readonly object[]): string => {
    prints(session, ...events);
    const at = time.clock.now();
    utimesSync(fileOf(session, 'events.jsonl'), at / 1000, at / 1000);
    return new Date(at).toISOString();
  };
  const quiet = (of: typeof sessions) => async () => {
    time.tick();
    const now = (await of.list()).find(({ id }) => id === session.id);
    return [now?.status.word, now?.status.quietSince];
  };
  // It waited for long, and has printed nothing yet.
  time.advance(QUIET);
  const began = printsNow();
  time.advance(QUIET);
  await expect.poll(quiet(sessions)).toEqual(['Running', began]);
  const last = printsNow(begun('thread-1'));
  await expect.poll(quiet(sessions)).toEqual(['Working', null]);
  time.advance(QUIET);
  await expect.poll(quiet(sessions)).toEqual(['Working', last]);
  await expect.poll(quiet(createSessions(rooms))).toEqual(['Working', last]);
});
