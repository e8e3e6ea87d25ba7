import { expect, test } from 'vitest';
import { jsonText, visible, visibleLine } from './plain.ts';

test('no control of a log reaches a terminal: each is seen, lines and tabs stay', () => {
  const all = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code)).join('');
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(visible(all))).toBe(false);
  expect(visible('\u001b[2Jred\u001b]0;x\u0007\r\n\tgo \u202eon\u009b')).toBe(
    '␛[2Jred␛]0;x␇␍\n\tgo <202E>on<9B>',
  );
  expect(visibleLine('one\n\ttwo')).toBe('one two');
});

test('nor does JSON hold one raw, and it holds the same', () => {
  const said = { text: '\u001b[2J\u009b2J\u202e\u007f é\n', more: ['\u2066'] };
  for (const written of [jsonText(said), jsonText(said, 2)]) {
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066]/.test(written)).toBe(false);
    expect(JSON.parse(written)).toEqual(said);
  }
});
