import { list, text } from '../../values.ts';

/** A command, and how the log has it where that is not the same. */
export interface Command {
  /** As the shell got it. */
  readonly command: string;
  readonly raw: string | null;
}

const SHELL = /(?:^|[\\/])(?:ba|z|da|k|fi)?sh(?:\.exe)?$/;
const POWERSHELL = /(?:^|[\\/])(?:powershell|pwsh)(?:\.exe)?$/i;

/** What a shell that is only a wrapper is to run; null: the words are something else. */
const unwrapped = (words: readonly string[]): string | null => {
  const [shell = '', ...rest] = words;
  const script = rest.at(-1);
  const flags = rest.slice(0, -1);
  if (script === undefined || flags.length === 0) return null;
  if (SHELL.test(shell))
    return flags.every((flag) => /^-\w+$/.test(flag)) && flags.at(-1)?.endsWith('c') ? script : null;
  return POWERSHELL.test(shell) && /^-c(?:ommand)?$/i.test(flags.at(-1) ?? '') ? script : null;
};

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;

const WORD = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(\s+)|(['"\\])/g;

/** The words of a shell line; null when its quotes do not close. Only a line that may be a wrapper is split. */
const wordsOf = (line: string): string[] | null => {
  const words: string[] = [];
  let word: string | null = null;
  for (const [, single, double, escaped, plain, space, broken] of line.matchAll(WORD)) {
    if (broken !== undefined) return null;
    if (space === undefined) {
      const part = double?.replaceAll(/\\(["\\$`\n])/g, '$1') ?? single ?? escaped ?? plain ?? '';
      word = (word ?? '') + part;
    } else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
};

const WRAPPER = /^\S*?(?:sh|powershell|pwsh)(?:\.exe)? -/i;
const LONGEST = 64 * 1024;

/** The command as the shell got it, from a line or from the words of a program, without `bash -lc`. Pure. */
export const commandOf = (value: unknown): Command | null => {
  if (Array.isArray(value)) {
    const words = list(value).map((word) => text(word) ?? '');
    if (words.length === 0) return null;
    const raw = words.map(quoted).join(' ');
    const script = unwrapped(words);
    return script === null ? { command: raw, raw: null } : { command: script, raw };
  }
  const line = text(value);
  if (line === null) return null;
  const words = WRAPPER.test(line.slice(0, 200)) && line.length <= LONGEST ? wordsOf(line) : null;
  const script = words === null ? null : unwrapped(words);
  return script === null ? { command: line, raw: null } : { command: script, raw: line };
};
