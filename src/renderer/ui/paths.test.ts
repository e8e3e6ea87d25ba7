import { expect, test } from 'vitest';
import { namesOf, pathFrom } from './paths.ts';

test('files of the same name are told apart by the folders before it', () => {
  expect(namesOf(['/w/src/index.ts', '/w/e2e/index.ts', '/w/src/timer.ts'])).toEqual([
    'src/index.ts',
    'e2e/index.ts',
    'timer.ts',
  ]);
  expect(namesOf(['index.ts', '/w/index.ts'])).toEqual(['index.ts', 'w/index.ts']);
});

test('a path below a folder is seen from it, another stays as it is', () => {
  expect(pathFrom('/w/app/src/a.ts', '/w/app')).toBe('src/a.ts');
  expect([pathFrom('/w/apple/a.ts', '/w/app'), pathFrom('/etc/a', '/'), pathFrom('/etc/a', null)]).toEqual([
    '/w/apple/a.ts',
    '/etc/a',
    '/etc/a',
  ]);
});
