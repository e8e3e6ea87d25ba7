import { expect, test } from 'vitest';
import { BEGINNING, follow, lineHash } from './audit-chain.ts';
import type { AuditEvent } from './audit-table.ts';
import { memoryDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { storeOver } from './store.ts';

const event = (at: number, change: Partial<AuditEvent> = {}): AuditEvent => ({
  at,
  action: 'session-started',
  subject: 'a',
  runtime: 'codex',
  detail: { model: 'x' },
  ...change,
});

test('each line is chained to the one before, and the head is the last of them', () => {
  const store = storeOver(memoryDatabase());
  expect(store.audit.head()).toEqual(BEGINNING);
  for (const at of [1, 2, 3]) store.audit.append(event(at));
  const lines = store.audit.after(-Infinity, 10);
  const { misfit, last } = follow(BEGINNING, lines);
  expect([misfit, last]).toEqual([null, { id: 3, hash: lines[2]?.hash }]);
  expect(store.audit.head()).toEqual(last);
});

test('how a line is hashed is fixed: databases hold these hashes', () => {
  const line = { id: 7, at: 1_764_000_000_000, action: 'agent-saved', subject: 'ä', runtime: 'codex' };
  expect(lineHash('ab', { ...line, detail: '{}' })).toBe(
    'd2c5163b9b60e9efb597d666069e173da462ea91e8d2ae949cc6a4120fd25c0d',
  );
});

test('two lines with the same letters in other fields have other hashes', () => {
  const line = { id: 1, at: 1, runtime: 'codex', detail: '{}' };
  expect(lineHash('', { ...line, action: 'ab', subject: 'c' })).not.toBe(
    lineHash('', { ...line, action: 'a', subject: 'bc' }),
  );
});

test('a line that is rolled back leaves the chain as it was', () => {
  const store = storeOver(memoryDatabase());
  store.audit.append(event(1));
  expect(() =>
    store.together(() => {
      store.audit.append(event(2));
      throw new Error('no');
    }),
  ).toThrow('no');
  store.together(() => {
    store.audit.append(event(3));
    store.audit.append(event(4));
  });
  const lines = store.audit.after(-Infinity, 10);
  expect(lines.map(({ id, at }) => [id, at])).toEqual([
    [1, 1],
    [2, 3],
    [3, 4],
  ]);
  expect(follow(BEGINNING, lines).last).toEqual(store.audit.head());
});

test('what SQLite keeps otherwise than it was given is still whole', () => {
  const store = storeOver(memoryDatabase());
  store.audit.append(
    event(1, { subject: 'half \ud83d pair, nul \0, ｗide', detail: { odd: '\ud83d\u2028"' } }),
  );
  expect(follow(BEGINNING, store.audit.after(-Infinity, 10)).misfit).toBeNull();
});

test('the head, too, goes only on', () => {
  const database = memoryDatabase();
  const store = storeOver(database);
  store.audit.append(event(1));
  expect(() => database.exec(`UPDATE audit_head SET id = 0, hash = ''`)).toThrow('append-only');
  expect(() => database.exec('DELETE FROM audit_head')).toThrow('append-only');
});

test('the trail of version 1 is chained as it stands, and goes on', () => {
  const database = memoryDatabase();
  migrate(database, 1);
  const insert = database.prepare(
    'INSERT INTO audit (at, action, subject, runtime, detail) VALUES (?, ?, ?, ?, ?)',
  );
  insert.run(1, 'agent-saved', 'helper', 'codex', '{"model":"x"}');
  insert.run(2, 'an-action-of-another-version', 'helper', 'other', 'not JSON');
  const store = storeOver(database);
  store.audit.append(event(3));
  const lines = store.audit.after(-Infinity, 10);
  expect(lines).toMatchObject([
    { id: 1, at: 1, action: 'agent-saved', subject: 'helper', runtime: 'codex', detail: '{"model":"x"}' },
    {
      id: 2,
      at: 2,
      action: 'an-action-of-another-version',
      subject: 'helper',
      runtime: 'other',
      detail: 'not JSON',
    },
    { id: 3, ...event(3), detail: '{"model":"x"}' },
  ]);
  expect(follow(BEGINNING, lines)).toEqual({ last: store.audit.head(), misfit: null });
  expect(() => database.exec(`UPDATE audit SET subject = 'b'`)).toThrow('append-only');
});
