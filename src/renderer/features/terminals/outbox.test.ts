import { expect, test } from 'vitest';
import { createOutbox } from './outbox.ts';

const rig = () => {
  const sent: Uint8Array[] = [];
  let waiting = 0;
  let taking = true;
  const timers: (() => void)[] = [];
  const outbox = createOutbox({
    send: (bytes) => {
      if (!taking) return false;
      sent.push(bytes);
      waiting += bytes.length;
      return true;
    },
    waiting: () => waiting,
    later: (run) => void timers.push(run),
  });
  return {
    outbox,
    sent,
    timers,
    leave: () => {
      waiting = 0;
    },
    take: (next: boolean) => {
      taking = next;
    },
    tick: () => {
      for (const timer of timers.splice(0)) timer();
    },
    whole: () => new TextDecoder().decode(Uint8Array.from(sent.flatMap((bytes) => [...bytes]))),
  };
};
const bytes = (text: string) => new TextEncoder().encode(text);

test('keys typed before the attach are sent after it, in order, before later ones', () => {
  const { outbox, whole } = rig();
  outbox.put(bytes('ab'));
  outbox.put(bytes('c'));
  const before = whole();
  outbox.open();
  outbox.put(bytes('d'));
  expect([before, whole()]).toEqual(['', 'abcd']);
});

test('a paste of 1 MB leaves in chunks of 16 kB, no faster than they are taken, and arrives whole', () => {
  const { outbox, sent, timers, leave, tick, whole } = rig();
  const paste = Array.from({ length: 65_536 }, (_, line) => `line ${String(line).padStart(9, '0')}\n`).join(
    '',
  );
  outbox.open();
  outbox.put(bytes(paste));
  const atOnce = sent.length;
  outbox.put(bytes('after'));
  while (timers.length > 0) {
    leave();
    tick();
  }
  const largest = Math.max(...sent.map(({ length }) => length));
  expect([atOnce, largest, whole() === `${paste}after`]).toEqual([17, 16_384, true]);
});

test('what could not be taken is tried again, and not twice', () => {
  const { outbox, take, tick, whole } = rig();
  outbox.open();
  take(false);
  outbox.put(bytes('x'));
  tick();
  take(true);
  tick();
  tick();
  expect(whole()).toBe('x');
});

test('nothing is tried while it is shut, and nothing is left after it was emptied', () => {
  const { outbox, timers, whole } = rig();
  outbox.open();
  outbox.shut();
  outbox.put(bytes('gone'));
  outbox.empty();
  outbox.open();
  expect([whole(), timers.length]).toEqual(['', 0]);
});
