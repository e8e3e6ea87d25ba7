import { afterEach, expect, test } from 'vitest';
import { takeAskedSession } from './face.ts';

afterEach(() => history.replaceState(null, '', '/'));

const SESSION = '0193a8c0-0000-7000-8000-000000000001';

test('the session a window is opened for is taken from the address once; anything else there is none', () => {
  const taken = (hash: string): unknown[] => {
    location.hash = hash;
    return [takeAskedSession(), location.hash];
  };
  expect([taken(`session=${SESSION}`), taken('session=../etc'), taken(''), takeAskedSession()]).toEqual([
    [SESSION, ''],
    [null, ''],
    [null, ''],
    null,
  ]);
});
