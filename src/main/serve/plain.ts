import { OBEYED } from '#shared/obeyed.ts';

const picture = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<${code.toString(16).toUpperCase().padStart(2, '0')}>`;
};

/** Text of a log for a terminal: every control is seen and none obeyed; lines and tabs stay. */
export const visible = (text: string): string =>
  text.replaceAll(OBEYED, (character) =>
    character === '\n' || character === '\t' ? character : picture(character),
  );

/** As `visible`, in one line. */
export const visibleLine = (text: string): string => visible(text).replaceAll(/[\n\t]+/g, ' ');

/** A value as JSON of which no terminal obeys anything: what JSON lets stand as it is, is written by its number. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(OBEYED, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
