import { createORPCErrorFromJson, type ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { contract } from '#shared/contract/contract.ts';
import { ConnectionLost } from './client.ts';
import { explain } from './failure-words.ts';

const at = '2026-11-25T13:49:20.000Z';
const facts: Readonly<Record<string, object | undefined>> = {
  NAME_TAKEN: { folder: '/w/.toc/agents/a' },
  CHANGED_OUTSIDE: { folder: '/w/.toc/agents/a' },
  AGENT_BROKEN: { file: '/w/oc-agent.yaml', line: 4, reason: 'not a map' },
  AGENT_NOT_FOUND: { name: 'a' },
  WORKSPACE_GONE: { workspace: '/w' },
  CANNOT_WRITE: { path: '/w', reason: 'read-only file system' },
  RUNTIME_MISSING: { runtime: 'codex', looked: ['/bin', '/usr/bin'], install: 'npm i -g @openai/codex' },
  RUNTIME_TOO_OLD: { runtime: 'claude-code', version: '1.0.1', minimum: '1.0.128', upgrade: 'claude update' },
  RUNTIME_BROKEN: { runtime: 'codex', path: '/bin/codex', message: 'exit 127' },
  SPAWN_FAILED: { message: 'out of ptys' },
  SUPERVISOR_SILENT: { pid: null },
  SUPERVISOR_NEWER: { version: '0.9.0', ours: '0.8.0' },
  INSTRUCTIONS_TOO_LONG: { bytes: 200_000, limit: 131_072 },
  SESSION_NOT_FOUND: undefined,
  CONVERSATION_NOT_FOUND: undefined,
  CONVERSATION_GONE: { runtime: 'codex' },
  ALREADY_LIVE: { pid: 42, started: '9911', since: at, ours: false, canFork: true },
  CANNOT_FORK: { runtime: 'codex', version: '0.47.0' },
  NOT_LIVE: undefined,
  NOT_OURS: undefined,
  STILL_LIVE: undefined,
  STOP_INCOMPLETE: { pids: [42, 43] },
  NOT_A_FOLDER: { path: '/w', reason: 'there is nothing of that name' },
  NO_DIALOG: undefined,
  PORT_IN_USE: { port: 7000 },
  UNKNOWN_TIME_ZONE: { timeZone: 'Mars/Olympus' },
  LOG_NOT_FOUND: { id: '0193a8c0' },
  AMBIGUOUS: { id: '0193', candidates: ['0193a8c0', '0193ffff'] },
  NOT_A_LOG: { path: '/w/letter.txt', reason: 'It is empty.' },
};

const failure = (code: string): ORPCError<string, unknown> =>
  createORPCErrorFromJson({ defined: true, code, status: 400, message: code, data: facts[code] });

test('every failure of the contract has words of its own', () => {
  const declared = new Set(
    Object.values(contract).flatMap((calls) =>
      Object.values(calls).flatMap((call) => Object.keys(call['~orpc'].errorMap)),
    ),
  );
  expect([...declared].toSorted()).toEqual(Object.keys(facts).toSorted());
  for (const code of declared) {
    expect(explain(failure(code))).toMatch(/^[^_]+$/);
    expect(explain(failure(code))).not.toMatch(/undefined|null|a fault of its own/);
  }
});

test('a session that is live outside toc is named by its process, and told apart from one of ours', () => {
  expect(explain(failure('ALREADY_LIVE'))).toBe(
    'This conversation is open outside toc, in process 42. End it there first: two writers would mix their answers.',
  );
});

test('a broken road and a bug are told apart from expected failures', () => {
  expect(explain(new ConnectionLost('x'))).toBe(
    'The connection to toc broke. It was not done, or its answer was lost.',
  );
  expect(explain(new Error('cannot read x'))).toBe(
    'toc met a fault of its own: cannot read x. Its log has the details.',
  );
});
