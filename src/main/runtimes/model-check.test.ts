import { expect, test } from 'vitest';
import { runtimes } from './catalog.ts';
import { modelWarning } from './model-check.ts';

test('B2 an unknown model is worth a warning, never a refusal', () => {
  expect(modelWarning('codex', 'my-own-model', null)).toEqual({
    code: 'unknown-model',
    model: 'my-own-model',
    suggestion: null,
  });
});

test('C5 a typing mistake is answered with the model that was meant', () => {
  expect([modelWarning('codex', 'gpt-5.5o', null), modelWarning('claude-code', 'Sonet', null)]).toEqual([
    { code: 'unknown-model', model: 'gpt-5.5o', suggestion: 'gpt-5.5' },
    { code: 'unknown-model', model: 'Sonet', suggestion: 'sonnet' },
  ]);
});

test('N5 an empty model is no mistake, and every accepted version lists what could stand there', () => {
  expect(modelWarning('codex', '', null)).toBeNull();
  for (const { versions, models, id } of Object.values(runtimes)) {
    for (const version of [versions.oldest, versions.newest, null]) {
      const listed = models(version).map((one) => one.id);
      expect(listed.length).toBeGreaterThan(0);
      expect(listed.map((model) => modelWarning(id, model, version))).toEqual(listed.map(() => null));
    }
  }
});

test('what a version knows goes with the version, its own default first', () => {
  const first = (version: string) => runtimes.codex.models(version)[0]?.id;
  expect([first('0.47.0'), first('0.130.0'), first('0.169.0'), first('9.0.0')]).toEqual([
    'gpt-5-codex',
    'gpt-5.5',
    'gpt-6.1-sol',
    'gpt-6.1-sol',
  ]);
  expect(modelWarning('codex', 'gpt-6.1-sol', '0.47.0')).not.toBeNull();
  expect(modelWarning('claude-code', 'fable', '2.0.76')).not.toBeNull();
  expect(modelWarning('claude-code', 'fable', '2.1.330')).toBeNull();
});
