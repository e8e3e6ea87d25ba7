import type { Dice } from './dice.ts';

const PARTS =
  'ab an ar be co da de ed en er es fi ge ha in is ke la le lo ma me mi ne no on op or pa qu ra re ri ro se si so st ta te ti to un ur ve wo ye é ü ß'.split(
    ' ',
  );

const WORDS = 4000;
const PROSE = 1 << 20;
const CODE = 1 << 21;
const BASE64 = 1 << 20;

const wordsFrom = (dice: Dice): readonly string[] =>
  Array.from({ length: WORDS }, () => {
    let word = '';
    for (let parts = dice.between(1, 4); parts > 0; parts -= 1) word += PARTS[dice.below(PARTS.length)] ?? '';
    return word;
  });

/** Few words are said often, most seldom. */
const wordIn = (words: readonly string[], dice: Dice): string =>
  words[Math.floor((dice.below(WORDS) * dice.below(WORDS)) / WORDS)] ?? 'a';

const codeLine = (word: () => string, dice: Dice): string => {
  const indent = '  '.repeat(dice.below(5));
  switch (dice.below(8)) {
    case 0:
      return `${indent}const ${word()} = ${word()}.${word()}("${word()} ${word()}", ${dice.below(1000)});`;
    case 1:
      return `${indent}if (${word()}[${dice.below(64)}] !== '${word()}') {`;
    case 2:
      return `${indent}// ${word()} ${word()} — ${word()} ${word()} ${word()}`;
    case 3:
      return `\tC:\\${word()}\\${word()}.${word()} | ${word()}`;
    case 4:
      return `\u001b[3${dice.below(8)}m✓\u001b[39m ${word()}/${word()}.test.ts (${dice.below(5000)} ms)`;
    case 5:
      return `src/${word()}/${word()}.ts:${dice.below(900)}:${dice.below(80)} error “${word()}” ${word()}`;
    case 6:
      return `${indent}"${word()}": { "${word()}": ${dice.below(1e6)}, "${word()}": null },`;
    default:
      return `${indent}}`;
  }
};

const filled = (length: number, next: () => string, between: string): string => {
  const parts: string[] = [];
  for (let size = 0; size < length;) {
    const part = next();
    parts.push(part);
    size += part.length + between.length;
  }
  return parts.join(between);
};

/** Texts like those that stand in logs, cut from pools that are made once. */
export const createTexts = (dice: Dice) => {
  const words = wordsFrom(dice);
  const word = (): string => wordIn(words, dice);
  const sentence = (): string => `${filled(dice.between(20, 120), word, ' ')}.`;
  const pools = {
    prose: filled(PROSE, sentence, dice.chance(0.5) ? ' ' : '\n\n'),
    code: filled(CODE, () => codeLine(word, dice), '\n'),
    base64: Buffer.from(Array.from({ length: (BASE64 / 4) * 3 }, () => dice.below(256))).toString('base64'),
  };
  const cut = (pool: string, length: number): string => {
    if (length >= pool.length) return pool.repeat(Math.ceil(length / pool.length)).slice(0, length);
    const from = dice.below(pool.length - length);
    return pool.slice(from, from + length);
  };
  return {
    word,
    prose: (length: number): string => cut(pools.prose, length),
    code: (length: number): string => cut(pools.code, length),
    /** Whole groups of four, so that it decodes. */
    base64: (length: number): string => cut(pools.base64, length - (length % 4)),
  };
};

export type Texts = ReturnType<typeof createTexts>;
