import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunId, SessionId } from '#shared/contract/ids.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { holdFile, memoryDatabase, openDatabase } from './database.ts';
import { KNOWN_VERSION, migrate } from './migrate.ts';
import { openStore, storeOver } from './store.ts';

const folder = () => testFolder('toc-store-');
const id = SessionId.parse('01930000-0000-7000-8000-000000000001');
const session = {
  id,
  startKey: '6f7c2b0e-0000-4000-8000-000000000001',
  title: 'A title',
  workspace: '/w',
  runtime: 'codex' as const,
  agent: { name: 'helper', workspace: null },
  agentRevision: 'r1',
  model: '',
  permission: 'ask' as const,
  instructions: 'Be exact.',
  createdAt: 1,
  updatedAt: 1,
};

test('a database of a newer toc is refused and left as it is', () => {
  const file = join(folder(), 'toc.db');
  const opened = openDatabase(file, KNOWN_VERSION, 'x');
  if (!opened.ok) throw new Error('the new database did not open');
  opened.value.database.pragma(`user_version = ${KNOWN_VERSION + 1}`);
  opened.value.database.close();
  const before = readFileSync(file);
  expect(openStore(file, 'x')).toEqual({
    ok: false,
    error: { code: 'newer-database', file, version: KNOWN_VERSION + 1, known: KNOWN_VERSION },
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a database that cannot be read is set aside whole, and a new one serves', () => {
  const home = folder();
  const file = join(home, 'toc.db');
  writeFileSync(file, 'this is not a database, but somebody may want it back'.repeat(100));
  const opened = openStore(file, '2026');
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.setAside).toBe(`${file}.damaged-2026`);
  expect(readFileSync(`${file}.damaged-2026`, 'utf8')).toContain('somebody may want it back');
  expect(opened.value.store.sessions.list()).toEqual([]);
  opened.value.store.close();
  expect(readdirSync(home).sort()).toEqual(['toc.db', 'toc.db.damaged-2026']);
});

test('migrations go forward from any version and change nothing when there is nothing to do', () => {
  const database = memoryDatabase();
  migrate(database, 0);
  migrate(database);
  migrate(database);
  expect(database.pragma('user_version', { simple: true })).toBe(KNOWN_VERSION);
});

test('what was saved is read back whole, and a forgotten session is not listed', () => {
  const store = storeOver(memoryDatabase());
  store.sessions.insert(session);
  expect(store.sessions.find(id)).toEqual(session);
  expect(store.sessions.findByStartKey(session.startKey)).toEqual(session);
  store.sessions.forget(id, 5);
  expect([store.sessions.list(), store.sessions.find(id)]).toEqual([[], null]);
});

test('a conversation that becomes current again moves to the end and stays saved', () => {
  const store = storeOver(memoryDatabase());
  store.sessions.insert(session);
  store.conversations.bind(id, { id: 'a', saved: false }, 1);
  store.conversations.bind(id, { id: 'a', saved: true }, 2);
  store.conversations.bind(id, { id: 'b', saved: false }, 3);
  store.conversations.bind(id, { id: 'a', saved: false }, 4);
  expect(store.conversations.list(id)).toEqual([
    { id: 'b', saved: false, boundAt: 3 },
    { id: 'a', saved: true, boundAt: 1 },
  ]);
  store.conversations.dropUnsaved(id, 'a');
  store.conversations.dropUnsaved(id, 'b');
  expect(store.conversations.list(id).map((one) => one.id)).toEqual(['a']);
});

test('the end of a run is written once', () => {
  const store = storeOver(memoryDatabase());
  store.sessions.insert(session);
  const runId = RunId.parse('01930000-0000-7000-8000-0000000000aa');
  store.runs.insert({
    id: runId,
    sessionId: id,
    runtimeVersion: '0.169.0',
    kind: 'interactive',
    isQueued: false,
    asked: null,
    instructionsChanged: false,
    notes: [],
    startedAt: 7,
  });
  const end = { at: 9, outcome: 'exited' as const, code: 0, signal: null, detail: null };
  expect(store.runs.ended(runId, end)).toBe(true);
  expect(store.runs.ended(runId, { ...end, outcome: 'vanished', code: null })).toBe(false);
  expect(store.runs.find(runId)?.end).toEqual(end);
  expect(store.runs.open()).toEqual([]);
});

test('the audit trail can be appended to and never changed', () => {
  const database = memoryDatabase();
  const store = storeOver(database);
  store.audit.append({
    at: 1,
    action: 'agent-saved',
    subject: 'helper',
    runtime: 'codex',
    detail: { model: 'x' },
  });
  expect(() => database.exec("UPDATE audit SET runtime = 'claude-code'")).toThrow('append-only');
  expect(() => database.exec('DELETE FROM audit')).toThrow('append-only');
  expect(store.audit.list()).toEqual([
    { id: 1, at: 1, action: 'agent-saved', subject: 'helper', runtime: 'codex', detail: { model: 'x' } },
  ]);
});

test('a file is held by one process, and free again when that process is killed', async () => {
  const file = join(folder(), 'main.lock');
  const holder = fork(join(import.meta.dirname, 'test-support', 'hold.ts'), [file], { stdio: 'inherit' });
  await once(holder, 'message');
  expect(holdFile(file)).toBeNull();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const mine = holdFile(file);
  expect(mine).not.toBeNull();
  mine?.release();
  holdFile(file)?.release();
});
