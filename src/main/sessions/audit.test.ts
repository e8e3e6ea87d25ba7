import { expect, test } from 'vitest';
import type { AuditCheck, AuditFault, AuditQuery } from '#shared/contract/audit.ts';
import { SessionId } from '#shared/contract/ids.ts';
import type { News } from '#shared/contract/system.ts';
import { lineHash } from '../store/audit-chain.ts';
import type { AuditEvent } from '../store/audit-table.ts';
import { memoryDatabase } from '../store/database.ts';
import { storeOver } from '../store/store.ts';
import { createAuditTrail } from './audit.ts';
import { createSessions } from './sessions.ts';
import { testRooms } from './test-support/rooms.ts';

const all: AuditQuery = { action: null, text: '', since: null, until: null, before: null, limit: 1000 };

/** A trail of so many lines, and a way to do to its file what triggers forbid. */
const trailOf = (count: number, turn: () => Promise<unknown> = async () => {}) => {
  const database = memoryDatabase();
  const store = storeOver(database);
  const news: News[] = [];
  const trail = createAuditTrail({ store, publish: (each) => void news.push(each), turn });
  const append = (change: Partial<AuditEvent> = {}): void =>
    store.audit.append({
      at: Date.UTC(2026, 10, 25, 12),
      action: 'session-started',
      subject: 'a',
      runtime: 'codex',
      detail: {},
      ...change,
    });
  store.together(() => {
    for (let id = 1; id <= count; id += 1) append({ subject: `s${id}` });
  });
  const tamper = (sql: string): void => {
    for (const name of [
      'audit_is_never_changed',
      'audit_is_never_deleted',
      'audit_head_only_goes_on',
      'audit_head_is_never_deleted',
    ]) {
      database.exec(`DROP TRIGGER IF EXISTS ${name}`);
    }
    database.exec(sql);
  };
  const hashOf = (id: number): string => store.audit.after(id - 1, 1)[0]?.hash ?? '';
  return { store, trail, append, tamper, hashOf, news };
};

test('a trail that nobody touched is whole, an empty one too', async () => {
  expect(await trailOf(0).trail.verify()).toEqual({ entries: 0, head: null, fault: null });
  const { trail, hashOf } = trailOf(5);
  expect(await trail.verify()).toEqual({ entries: 5, head: hashOf(5), fault: null });
});

const LAST_TWO = 'DELETE FROM audit WHERE id > 4';

test.each<readonly [string, string, AuditFault]>([
  ['a word', `UPDATE audit SET subject = 'x' WHERE id = 3`, { id: 3, kind: 'edited' }],
  ['a moment', 'UPDATE audit SET at = at + 1 WHERE id = 6', { id: 6, kind: 'edited' }],
  ['a hash', `UPDATE audit SET hash = 'x' WHERE id = 1`, { id: 1, kind: 'edited' }],
  ['a missing line', 'DELETE FROM audit WHERE id = 3', { id: 3, kind: 'gap' }],
  ['a missing beginning', 'DELETE FROM audit WHERE id < 3', { id: 1, kind: 'gap' }],
  [
    'a gap that was closed',
    'DELETE FROM audit WHERE id = 3; UPDATE audit SET id = id - 1 WHERE id > 3',
    { id: 3, kind: 'edited' },
  ],
  [
    'two lines that changed places',
    'UPDATE audit SET id = 99 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 5; UPDATE audit SET id = 5 WHERE id = 99',
    { id: 3, kind: 'reordered' },
  ],
  [
    'two lines that changed words',
    `CREATE TEMP TABLE was AS SELECT * FROM audit;
     UPDATE audit SET subject = (SELECT subject FROM was WHERE was.id = 7 - audit.id) WHERE id IN (3, 4)`,
    { id: 3, kind: 'reordered' },
  ],
  ['a line that moved to the end', 'UPDATE audit SET id = 9 WHERE id = 2', { id: 2, kind: 'reordered' }],
  ['a line that moved to the front', 'UPDATE audit SET id = -1 WHERE id = 1', { id: 1, kind: 'reordered' }],
  ['the end', LAST_TWO, { id: 5, kind: 'cut-off' }],
  ['the end and the head', `${LAST_TWO}; DELETE FROM audit_head`, { id: 4, kind: 'no-head' }],
  [
    'the end, and a head that was turned back to hide it',
    `${LAST_TWO}; UPDATE audit_head SET id = 4, hash = (SELECT hash FROM audit WHERE id = 4)`,
    { id: 5, kind: 'cut-off' },
  ],
  ['everything', 'DELETE FROM audit', { id: 1, kind: 'cut-off' }],
  [
    'a line of somebody else at the end',
    `INSERT INTO audit (at, action, subject, runtime, detail, hash) VALUES (1, 'a', 'b', 'c', 'd', 'e')`,
    { id: 7, kind: 'edited' },
  ],
  [
    'a line of somebody else at the front',
    `INSERT INTO audit (id, at, action, subject, runtime, detail, hash) VALUES (-3, 1, 'a', 'b', 'c', 'd', 'e')`,
    { id: -3, kind: 'added' },
  ],
  ['a head that was turned back', 'UPDATE audit_head SET id = 5', { id: 6, kind: 'added' }],
])('verify finds %s', async (_what, sql, fault) => {
  const { trail, tamper } = trailOf(6);
  tamper(sql);
  expect((await trail.verify()).fault).toEqual(fault);
});

test('verify finds an end that was written anew, hashes and all, but for the head', async () => {
  const { store, trail, tamper, hashOf } = trailOf(6);
  const [line] = store.audit.after(5, 1);
  if (!line) throw new Error('There is no sixth line.');
  tamper(`UPDATE audit SET at = 1, hash = '${lineHash(hashOf(5), { ...line, at: 1 })}' WHERE id = 6`);
  expect((await trail.verify()).fault).toEqual({ id: 6, kind: 'rewritten' });
});

test('says how far the trail can be believed', async () => {
  const { trail, tamper, hashOf } = trailOf(6);
  tamper('DELETE FROM audit WHERE id = 4');
  expect(await trail.verify()).toEqual({ entries: 3, head: hashOf(3), fault: { id: 4, kind: 'gap' } });
});

test.each([
  [LAST_TWO, { id: 5, kind: 'gap' }],
  [`${LAST_TWO}; DELETE FROM audit_head`, { id: 5, kind: 'gap' }],
  ['DELETE FROM audit; DELETE FROM audit_head', { id: 1, kind: 'gap' }],
  [`UPDATE audit_head SET id = 2, hash = (SELECT hash FROM audit WHERE id = 2)`, { id: 7, kind: 'edited' }],
])('toc goes on after tampering, and what it writes then does not hide it: %s', async (sql, fault) => {
  const { trail, tamper, append } = trailOf(6);
  tamper(sql);
  append();
  expect((await trail.verify()).fault).toEqual(fault);
});

test('a long trail is checked with turns for others, and lines that come meanwhile belong to it', async () => {
  let turns = 0;
  const made = trailOf(1200, async () => {
    turns += 1;
    if (turns === 1) made.append();
  });
  const check: AuditCheck = await made.trail.verify();
  expect([check, turns]).toEqual([{ entries: 1201, head: made.hashOf(1201), fault: null }, 2]);
  made.tamper('UPDATE audit SET id = 5000 WHERE id = 2');
  expect((await made.trail.verify()).fault).toEqual({ id: 2, kind: 'reordered' });
});

test('lines come newest first, by pages, and a rare one is found far back', async () => {
  const { trail, append, hashOf } = trailOf(1);
  append({ action: 'agent-removed', subject: 'rare', at: 5, detail: { model: 'x' } });
  for (let id = 3; id <= 1100; id += 1) append({ subject: `s${id}` });
  const ids = async (query: Partial<AuditQuery>) =>
    (await trail.list({ ...all, ...query })).entries.map(({ id }) => id);
  expect(await ids({ limit: 2 })).toEqual([1100, 1099]);
  expect(await ids({ limit: 2, before: 1099 })).toEqual([1098, 1097]);
  expect(await ids({ before: 3 })).toEqual([2, 1]);
  expect(await ids({ action: 'agent-removed' })).toEqual([2]);
  expect(await ids({ text: 'MODEL rare' })).toEqual([2]);
  expect(await ids({ text: 'rare %' })).toEqual([]);
  expect(await ids({ text: hashOf(7) })).toEqual([7]);
});

test('a line says what its session is called, also when that was forgotten', async () => {
  const { store, trail, append } = trailOf(0);
  const id = SessionId.parse('01930000-0000-7000-8000-000000000001');
  store.sessions.insert({
    id,
    startKey: '6f7c2b0e-0000-4000-8000-000000000001',
    title: 'Mend the boiler',
    workspace: '/w',
    runtime: 'codex',
    agent: null,
    agentRevision: null,
    model: '',
    permission: 'ask',
    instructions: '',
    createdAt: 1,
    updatedAt: 1,
  });
  append({ subject: id, detail: { model: 'x' } });
  store.sessions.forget(id, 2);
  append({ action: 'agent-saved', subject: 'helper' });
  const page = await trail.list(all);
  const [newest, oldest] = store.audit.after(-Infinity, 2).toReversed();
  expect(page).toEqual({
    entries: [
      {
        id: 2,
        at: '2026-11-25T12:00:00.000Z',
        action: 'agent-saved',
        subject: 'helper',
        title: null,
        runtime: 'codex',
        detail: {},
        hash: newest?.hash,
      },
      {
        id: 1,
        at: '2026-11-25T12:00:00.000Z',
        action: 'session-started',
        subject: id,
        title: 'Mend the boiler',
        runtime: 'codex',
        detail: { model: 'x' },
        hash: oldest?.hash,
      },
    ],
    actions: ['agent-saved', 'session-started'],
  });
  expect((await trail.list({ ...all, text: 'boiler' })).entries.map((line) => line.id)).toEqual([1]);
});

test('days are those of the machine, both of them whole', async () => {
  const { trail, append } = trailOf(0);
  const local = (day: number, hour: number): number => new Date(2026, 9, day, hour).getTime();
  // In zones with summer time the 25th has 25 hours.
  for (const at of [local(24, 23), local(25, 0), local(25, 23), local(26, 0)]) append({ at });
  const ids = async (since: string | null, until: string | null) =>
    (await trail.list({ ...all, since, until })).entries.map(({ id }) => id);
  expect(await ids('2026-10-25', '2026-10-25')).toEqual([3, 2]);
  expect(await ids('2026-10-26', null)).toEqual([4]);
  expect(await ids(null, '9999-12-31')).toEqual([4, 3, 2, 1]);
});

test('whatever stands in the file is shown as it is', async () => {
  const { trail, tamper } = trailOf(1);
  tamper(`
    UPDATE audit SET at = 9223372036854775807, detail = 'no JSON', action = 'of-another-version';
    INSERT INTO audit (id, at, action, subject, runtime, detail, hash) VALUES
      (-5, -1, '', '', '', '[1]', ''), (9007199254740993, 0, '', '', '', '{', '')`);
  const page = await trail.list(all);
  expect(page.entries.map(({ at, action, detail }) => [at, action, detail])).toEqual([
    ['1970-01-01T00:00:00.000Z', '', { text: '{' }],
    [null, 'of-another-version', { text: 'no JSON' }],
    ['1969-12-31T23:59:59.999Z', '', { value: [1] }],
  ]);
});

test('a forged id that no number holds exactly is no list without end', async () => {
  const { trail, tamper } = trailOf(1);
  tamper('UPDATE audit SET id = -9007199254740993');
  expect((await trail.list(all)).entries).toEqual([]);
});

test('windows are told of every line', () => {
  expect(trailOf(2).news).toEqual([{ kind: 'audit-changed' }, { kind: 'audit-changed' }]);
});

test('a stop that was refused stands in the trail as one', async () => {
  const { rooms, recorded, workspace } = testRooms('codex');
  const sessions = createSessions(rooms);
  const session = await sessions.start({
    startKey: '6f7c2b0e-0000-4000-8000-000000000001',
    agent: { workspace, name: 'helper' },
    workspace: null,
    title: null,
    prompt: null,
  });
  if (!session.ok) throw new Error(session.error.code);
  recorded.refuseWith('supervisor-silent');
  expect((await sessions.stop(session.value.id)).ok).toBe(false);
  recorded.refuseWith(null);
  expect((await sessions.stop(session.value.id)).ok).toBe(true);
  expect(rooms.store.audit.list().map(({ action, detail }) => [action, detail])).toMatchObject([
    ['session-started', {}],
    ['session-stopped', {}],
    ['stop-refused', { why: 'supervisor-silent' }],
    ['session-stopped', {}],
  ]);
});
