import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { createScreenCopy, visibleText } from './screen-text.ts';

test('the copy is the rows in sight, wide characters and all, without the blank end', async () => {
  const terminal = new headless.Terminal({ cols: 12, rows: 4, allowProposedApi: true });
  await new Promise<void>((resolve) =>
    terminal.write('old\r\none\r\n\x1b[31m漢字\x1b[0m  x\r\n\r\n', resolve),
  );
  expect(visibleText(terminal)).toBe('one\n漢字  x');
});

const rig = () => {
  let time = 10_000;
  let due: { run: () => void; at: number }[] = [];
  const shown: string[] = [];
  let reads = 0;
  const copy = createScreenCopy({
    read: () => {
      reads += 1;
      return `screen ${reads}`;
    },
    show: (text) => void shown.push(text),
    now: () => time,
    later: (run, milliseconds) => {
      const timer = { run, at: time + milliseconds };
      due.push(timer);
      return () => {
        due = due.filter((each) => each !== timer);
      };
    },
  });
  return {
    copy,
    shown,
    /** Lets a second pass, with output every 10 ms. */
    flood(milliseconds: number) {
      for (const end = time + milliseconds; time < end; time += 10) {
        copy.changed();
        for (const timer of due.filter(({ at }) => at <= time)) {
          due = due.filter((each) => each !== timer);
          timer.run();
        }
      }
    },
  };
};

test('a copy that is asked for follows at most four times a second', () => {
  const { copy, shown, flood } = rig();
  copy.ask(true);
  const before = shown.length;
  flood(2000);
  expect(shown.length - before).toBe(7);
});

test('a copy that nobody asks for follows once a second, and asking makes it true at once', () => {
  const { copy, shown, flood } = rig();
  flood(3000);
  const unasked = shown.length;
  copy.ask(true);
  expect([unasked, shown.length]).toEqual([3, 4]);
});
