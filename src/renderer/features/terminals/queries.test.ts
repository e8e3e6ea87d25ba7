import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { clipboardOffer, guardParser } from './queries.ts';

const rig = (guarded: boolean) => {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const answers: string[] = [];
  const offers: string[] = [];
  const titles: string[] = [];
  terminal.onData((text) => answers.push(text));
  terminal.onTitleChange((title) => titles.push(title));
  if (guarded) guardParser(terminal.parser, (text) => offers.push(text));
  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve));
  return { terminal, answers, offers, titles, write };
};

const QUERIES = [
  '\x1b[c',
  '\x1b[>c',
  '\x1b[=c',
  '\x1b[5n',
  '\x1b[6n',
  '\x1b[?6n',
  '\x1b[4$p',
  '\x1b[?2026$p',
  '\x1b[>q',
  '\x1b[?u',
  '\x1b[18t',
  '\x1b[21t',
  '\x1bP$qm\x1b\\',
  '\x1bP+q544e\x1b\\',
  '\x1b]4;1;?\x1b\\',
  '\x1b]10;?\x07',
  '\x1b]11;?\x1b\\',
  '\x1b]12;?\x1b\\',
].join('');

test('the page answers none of the queries that the supervisor answers', async () => {
  const free = rig(false);
  const guarded = rig(true);
  await free.write(QUERIES);
  await guarded.write(QUERIES);
  expect([free.answers.length > 5, guarded.answers]).toEqual([true, []]);
});

test('sequences that only look like queries still do their work', async () => {
  const { terminal, write } = rig(true);
  await write('\x1b[3;5Hhere\x1b[1;2r\x1b[?2004h\x1b[!p\x1b[?2004h\x1b[2;3H');
  const { cursorX, cursorY } = terminal.buffer.active;
  expect({
    cursor: [cursorX, cursorY],
    text: terminal.buffer.active.getLine(2)?.translateToString(true),
    pasteMode: terminal.modes.bracketedPasteMode,
  }).toEqual({ cursor: [2, 1], text: '    here', pasteMode: true });
});

test('titles and clipboard requests of programs do nothing by themselves', async () => {
  const { titles, offers, write } = rig(true);
  await write('\x1b]0;evil\x07\x1b]2;evil\x07\x1b]52;c;?\x07\x1b]52;c;aGVsbG8g4oKs\x07');
  expect({ titles, offers }).toEqual({ titles: [], offers: ['hello €'] });
});

test('a clipboard request that is no text, no base64 or too long is not even offered', () => {
  expect([
    clipboardOffer('c;?'),
    clipboardOffer('c;'),
    clipboardOffer('nothing'),
    clipboardOffer('c;%%%'),
    clipboardOffer('c;gICA'),
    clipboardOffer(`c;${'QUFB'.repeat(300_000)}`),
    clipboardOffer(';QUFB'),
  ]).toEqual([null, null, null, null, null, null, 'AAA']);
});
