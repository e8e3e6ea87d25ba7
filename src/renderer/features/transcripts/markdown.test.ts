import { expect, test } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import { stepMarkdown } from './markdown.ts';
import { stepLine, stepMeta } from './words.ts';

const step = (part: Partial<Step>): Step => ({
  seq: 0,
  at: '2026-11-25T12:00:00.000Z',
  kind: 'tool',
  exitCode: null,
  success: null,
  ...part,
});

test('a failed command tells its exit code, its time and its output', () => {
  const failing = step({
    command: 'pnpm test',
    exitCode: 1,
    success: false,
    durationMs: 9400,
    output: 'FAIL\n',
  });
  expect(stepMarkdown(failing, 'Codex')).toBe(
    '### `pnpm test`\n\n*2026-11-25T12:00:00.000Z · failed · exit 1 · 9.4 s*\n\n```sh\npnpm test\n```\n\n```\nFAIL\n```\n\n',
  );
});

test('no text in a log closes its fence', () => {
  const hostile = step({ kind: 'error', text: '```\n# not a heading\n````\n', success: false });
  const written = stepMarkdown(hostile, 'Codex');
  expect(written).toContain('`````\n```\n# not a heading\n````\n`````');
});

test('a path with backquotes stays code', () => {
  expect(stepMarkdown(step({ tool: 'Edit', path: '`a`.md', success: true }), 'Codex')).toContain(
    '### Edited `` `a`.md ``',
  );
});

test('an unknown result is said to be unknown, never done', () => {
  expect(stepMeta(step({ command: 'true' }))).toEqual([{ text: 'result unknown', bad: false }]);
  expect(stepMeta(step({ tool: 'Edit', success: false }))).toEqual([{ text: 'failed', bad: true }]);
  expect(stepMeta(step({ tool: 'Edit', success: true }))).toEqual([]);
});

test('a call without its result says so', () => {
  expect(stepMeta(step({ command: 'sleep 9', note: 'no-result' }))).toEqual([
    { text: 'no result in the log', bad: false },
  ]);
});

test('a tool that toc has no word for keeps its own name', () => {
  expect(stepLine(step({ tool: 'mcp__db__query', text: 'select 1\nfrom x' }), 'Codex')).toEqual({
    verb: 'mcp__db__query',
    code: 'select 1',
  });
});

test('nothing is said to be done that failed, or of which no result is known', () => {
  const verbs = [true, false, null].map(
    (success) => stepLine(step({ tool: 'Edit', path: 'a.ts', success }), 'Codex').verb,
  );
  expect(verbs).toEqual(['Edited', 'Edit', 'Edit']);
  expect(stepLine(step({ tool: 'constructor', success: true }), 'Codex').verb).toBe('constructor');
});

test('a search tells what was looked for and where, and paths are as the conversation’s folder sees them', () => {
  const search = step({ tool: 'Search', text: 'Idempotency-Key', path: '/w/app/src', success: true });
  expect(stepLine(search, 'Codex', '/w/app')).toEqual({
    verb: 'Searched',
    code: 'Idempotency-Key',
    place: 'src',
  });
  expect(stepMarkdown(search, 'Codex')).toContain('### Searched `Idempotency-Key` in `/w/app/src`');
});
