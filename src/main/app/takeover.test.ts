import { expect, test } from 'vitest';
import { stepFor } from './takeover.ts';

test('a starting window shows the one there is, asks a server once, and waits for a command', () => {
  const steps = [stepFor('electron', false), stepFor('browser', false), stepFor('browser', true)];
  expect([...steps, stepFor('command', false)]).toEqual(['show-that-window', 'ask', 'take-over', 'wait']);
});
