import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import type { Database } from '../store/database.ts';
import { openLogs } from '../store/logs-database.ts';
import { logsSummary } from '../store/logs-summary.ts';
import { summaryOf, summaryOfSteps } from './summary.ts';
import { testFolders } from './test-support/folders.ts';

const step = (seq: number, part: Partial<Step>): Step => ({
  seq,
  at: null,
  kind: 'tool',
  exitCode: null,
  success: true,
  ...part,
});

const openStore = (): Database => {
  const opened = openLogs(join(testFolders().home, 'summary.db'), 'x');
  if (!opened.ok) throw new Error(opened.error.code);
  const { database } = opened.value;
  onTestFinished(() => void database.close());
  return database;
};

interface KeptLog {
  readonly id: number;
  readonly conversation: string;
  readonly parent?: string;
  readonly steps: readonly Step[];
}

const keep = (database: Database, { id, conversation, parent, steps }: KeptLog): void => {
  database
    .prepare(
      `INSERT INTO source_file (id, path, runtime, conversation_id, parent_id, root_id, reader_version)
       VALUES (?, ?, 'codex', ?, ?, 'top', 1)`,
    )
    .run(id, `/logs/${conversation}`, conversation, parent ?? null);
  const put = database.prepare('INSERT INTO step (file_id, seq, kind, failed, json) VALUES (?, ?, ?, 0, ?)');
  for (const one of steps) put.run(id, one.seq, one.kind, JSON.stringify(one));
};

const work: readonly Step[] = [
  step(0, { kind: 'todo', success: null, todos: [{ text: 'Mend it', state: 'open' }] }),
  step(1, { tool: 'Write', path: '/w/new.ts', added: 10, removed: 0 }),
  step(2, { tool: 'Edit', path: '/w/old.ts', added: 3, removed: 1 }),
  step(3, { tool: 'Bash', command: 'cat', output: '{"tool":"Edit","path":"/w/never.ts"}' }),
  step(4, { tool: 'Edit', path: '/w/old.ts', added: 2, removed: 0, success: false }),
  step(5, { tool: 'Edit', path: '/w/old.ts', added: 4, removed: 4 }),
  step(6, { tool: 'Delete', path: '/w/gone.ts', success: null, note: 'no-result' }),
  step(7, { kind: 'todo', success: null, todos: [{ text: 'Mend it', state: 'done' }] }),
  step(8, { kind: 'todo', success: null, within: 3, todos: [{ text: 'A sub-agent’s', state: 'open' }] }),
];

const told = {
  files: [
    { path: '/w/new.ts', added: 10, removed: 0, made: 1, failed: 0, unknown: 0, seq: 1 },
    { path: '/w/old.ts', added: 7, removed: 5, made: 2, failed: 1, unknown: 0, seq: 5 },
    { path: '/w/gone.ts', added: 0, removed: 0, made: 0, failed: 0, unknown: 1, seq: 6 },
  ],
  moreFiles: 0,
  plan: { seq: 7, todos: [{ text: 'Mend it', state: 'done' }] },
};

test('files are gathered with what was made, failed and is unknown; the plan is the newest of its own', () => {
  const database = openStore();
  keep(database, { id: 1, conversation: 'top', steps: work });
  const kept = logsSummary(database);
  expect(summaryOf(kept.changes(1, 'top'), kept.plan(1))).toEqual(told);
});

test('steps that are not in the store yet tell the same', () => {
  expect(summaryOfSteps(work)).toEqual(told);
});

test('what a sub-agent changed stands at the step that asked it', () => {
  const database = openStore();
  const edit = step(1, { tool: 'Edit', path: '/w/a.ts', added: 1, removed: 1 });
  const asked = step(0, { tool: 'Agent', text: 'Help', opens: 'helper' });
  keep(database, { id: 1, conversation: 'top', steps: [asked, edit] });
  const helped = [step(40, { tool: 'Edit', path: '/w/b.ts', added: 2, removed: 0 })];
  keep(database, { id: 2, conversation: 'helper', parent: 'top', steps: helped });
  const lost = [step(7, { tool: 'Write', path: '/w/c.ts', added: 3, removed: 0 })];
  keep(database, { id: 3, conversation: 'nobody asked', parent: 'helper', steps: lost });
  const { files, plan } = summaryOf(logsSummary(database).changes(1, 'top'), logsSummary(database).plan(1));
  expect(files.map(({ path, added, seq }) => [path, added, seq])).toEqual([
    ['/w/b.ts', 2, 0],
    ['/w/a.ts', 1, 1],
    ['/w/c.ts', 3, null],
  ]);
  expect(plan).toBeNull();
});

test('of very many files the first are listed and the others counted', () => {
  const many = Array.from({ length: 230 }, (_, seq) =>
    step(seq, { tool: 'Write', path: `/w/${seq}`, added: 1 }),
  );
  const { files, moreFiles } = summaryOfSteps(many);
  expect([files.length, moreFiles]).toEqual([200, 30]);
});
