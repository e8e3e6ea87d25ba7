import { expect, test } from 'vitest';
import { atLeast, compareVersions, versionIn } from './versions.ts';

test('numbers are compared as numbers, part by part', () => {
  const ordered = ['0.47.0', '0.61.0', '0.149.1', '0.160.0', '1.0.128', '2.0.76', '2.1.30', '2.1.330'];
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  expect([atLeast('2.1.100', '2.1.100'), atLeast('2.1.99', '2.1.100')]).toEqual([true, false]);
});

test('the version is found in what a CLI prints, and nothing is made up', () => {
  expect(['codex-cli 0.169.0\n', '2.1.330 (Claude Code)', 'no'].map(versionIn)).toEqual([
    '0.169.0',
    '2.1.330',
    null,
  ]);
});
