import { fields, parsed, text, whole, type Fields } from '../../values.ts';

/** One call of a tool inside a script of the code mode, as far as its text tells. */
export interface ScriptCall {
  readonly tool: string;
  /** What was given as an object, where it is plain JSON; else what single fields say. */
  readonly args: Fields;
  /** What was given as a text. */
  readonly literal: string | null;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
};

const STRING = /(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`)/y;

/** A string literal of JavaScript as its text; null for a template with something to fill in. */
const valueOf = (literal: string): string | null => {
  if (literal.startsWith('`') && /(?:^|[^\\])\$\{/.test(literal)) return null;
  return literal
    .slice(1, -1)
    .replaceAll(
      /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([\s\S]))/gi,
      (all, braced, four, two, one) => {
        const code = braced ?? four ?? two;
        if (typeof code === 'string') return pointOf(Number.parseInt(code, 16)) ?? String(all);
        return ESCAPES[String(one)] ?? String(one);
      },
    );
};

const pointOf = (code: number): string | null => (code <= 0x10ffff ? String.fromCodePoint(code) : null);

const literalAt = (script: string, at: number): string | null => {
  STRING.lastIndex = at;
  const found = STRING.exec(script);
  return found ? valueOf(found[0]) : null;
};

/** The object literal that begins at `at`, to its closing brace; null when that is not near. */
const objectAt = (script: string, at: number): string | null => {
  let depth = 0;
  for (let index = at; index < script.length && index < at + LONGEST; index += 1) {
    const sign = script[index];
    if (sign === '"' || sign === "'" || sign === '`') {
      STRING.lastIndex = index;
      const found = STRING.exec(script);
      if (!found) return null;
      index += found[0].length - 1;
    } else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') {
      depth -= 1;
      if (depth === 0) return script.slice(at, index + 1);
    }
  }
  return null;
};

const FIELD =
  /["']?\b(cmd|command|session_id|chars|path|query|message|workdir|task_name)["']?\s*:\s*(?:(\d{1,15})\b|(?=["'`]))/g;

/** Fields of an object literal that is no JSON: those whose values are plain. */
const fieldsIn = (literal: string): Fields => {
  const found: [string, unknown][] = [];
  for (const match of literal.matchAll(FIELD)) {
    const [all, name = '', number] = match;
    found.push([name, number === undefined ? literalAt(literal, match.index + all.length) : Number(number)]);
  }
  // The first of a name is the outermost in practice.
  return Object.fromEntries(found.toReversed());
};

const CALL = /\btools\.([A-Za-z_$][\w$]{0,80})\s*\(\s*/g;
const LONGEST = 256 * 1024;
const MOST = 50;

/** The calls in a script, in order. What is built while it runs is not seen; items of their own tell of that. Pure. */
export const callsIn = (script: string): readonly ScriptCall[] => {
  const calls: ScriptCall[] = [];
  for (const match of script.slice(0, LONGEST).matchAll(CALL)) {
    if (calls.length === MOST) break;
    const at = match.index + match[0].length;
    const object = script[at] === '{' ? objectAt(script, at) : null;
    const json = object !== null && /^\{\s*["}]/.test(object) ? parsed(object) : undefined;
    const args = json === undefined ? fieldsIn(object ?? '') : fields(json);
    calls.push({ tool: match[1] ?? '', args, literal: literalAt(script, at) });
  }
  return calls;
};

/** The number of a running command, as text. */
export const sessionOf = (value: unknown): string | null => {
  const number = whole(value);
  return number === null ? text(value) : String(number);
};
