import { expect, test } from 'vitest';
import { anAgent } from '#renderer/test-support/fixtures.ts';
import { changed, draftOf, emptyForm, formOf, nameProblem, sameForm } from './draft.ts';
import { quoted } from './words.ts';

const form = formOf(anAgent('release-captain'));

test('another runtime starts without a model, and Undo brings both back', () => {
  const other = changed(form, { kind: 'runtime', runtime: 'claude-code' });
  expect(other).toEqual({
    ...form,
    runtime: 'claude-code',
    model: '',
    undo: { runtime: 'codex', model: 'gpt-6.1-sol' },
  });
  expect(changed(other, { kind: 'undo-runtime' })).toEqual(form);
});

test('choosing the same runtime again keeps the model', () => {
  expect(changed(form, { kind: 'runtime', runtime: 'codex' })).toBe(form);
});

test('with no model there is nothing to undo, and a new model ends the offer', () => {
  const empty = changed(emptyForm(null, 'codex'), { kind: 'runtime', runtime: 'claude-code' });
  const other = changed(form, { kind: 'runtime', runtime: 'claude-code' });
  expect([empty.undo, changed(other, { kind: 'model', model: 'opus' }).undo]).toEqual([null, null]);
});

test('a form that would write the same files is not dirty', () => {
  const there = changed(changed(form, { kind: 'name', name: 'x' }), {
    kind: 'name',
    name: 'release-captain',
  });
  expect([
    sameForm(form, there),
    sameForm(form, changed(form, { kind: 'permission', permission: 'bypass' })),
  ]).toEqual([true, false]);
});

test('a name that cannot be a folder is refused with the reason', () => {
  expect(
    ['', 'release-captain', '../up', 'Ärger', "it's", '🙂', '-x', 'a'.repeat(65)].map(nameProblem),
  ).toEqual([
    'Give the agent a name.',
    null,
    ...Array.from(
      { length: 4 },
      () => 'A name is the folder’s name: small letters a–z, digits and -, nothing else.',
    ),
    'A name starts with a letter or a digit.',
    'A name has at most 64 characters; this one has 65.',
  ]);
});

test('the draft for the preview has a name even while the form has none', () => {
  expect(draftOf(changed(form, { kind: 'name', name: '🙂' })).ref).toEqual({
    workspace: '/home/ada/code/payments-api',
    name: 'agent',
  });
});

test('N2 an argument of any runtime is shown so that a shell would take it as one', () => {
  expect(['workspace-write', '', 'a b', "it's $(rm)"].map(quoted)).toEqual([
    'workspace-write',
    "''",
    "'a b'",
    String.raw`'it'\''s $(rm)'`,
  ]);
});
