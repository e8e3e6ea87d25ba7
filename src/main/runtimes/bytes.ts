/** ASCII bytes of a text, to be compared with those of a line. */
export const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** Whether these bytes stand there. */
export const isAt = (bytes: Uint8Array, at: number, wanted: Uint8Array): boolean => {
  for (let index = 0; index < wanted.length; index += 1)
    if (bytes[at + index] !== wanted[index]) return false;
  return true;
};

const QUOTE = 34;
const BACKSLASH = 92;

/** Where a JSON string that holds no escape ends; -1 where it is longer than `most`, or escapes something. */
export const plainEnd = (bytes: Uint8Array, from: number, most: number): number => {
  const last = Math.min(bytes.length, from + most);
  for (let at = from; at < last; at += 1) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) return -1;
  }
  return -1;
};

const ZERO = 48;
const NINE = 57;

/** Figures read off a line, and where they end. */
export interface Figures {
  readonly values: readonly number[];
  readonly end: number;
}

/** More digits than this are not counted exactly. */
const MOST_DIGITS = 15;

/**
 * The whole numbers of a flat object that names exactly these, in this order, at `from`; each name is given as
 * `"name":`. Null where anything else stands there.
 */
export const figuresAt = (bytes: Uint8Array, from: number, names: readonly Uint8Array[]): Figures | null => {
  if (bytes[from] !== 123) return null;
  const values: number[] = [];
  let at = from + 1;
  for (const name of names) {
    if (!isAt(bytes, at, name)) return null;
    at += name.length;
    const start = at;
    let value = 0;
    for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) {
      value = value * 10 + byte - ZERO;
      at += 1;
    }
    if (at === start || at - start > MOST_DIGITS) return null;
    values.push(value);
    const isLast = values.length === names.length;
    if (bytes[at] !== (isLast ? 125 : 44)) return null;
    at += 1;
  }
  return { values, end: at };
};
