import { OBEYED } from '#shared/obeyed.ts';

/** A JSON object as it came: any field may be missing or of any type. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: Fields = {};

/** The object in a field; an empty one when there is none. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : NOTHING);

/** The text in a field; null when it is no text. */
export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The entries of a list; none when it is no list. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A whole number; null when it is none, as exit codes are. */
export const whole = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null;

/** A count: a whole number that is not negative; 0 for anything else. */
export const count = (value: unknown): number => Math.max(0, whole(value) ?? 0);

/** What a JSON text holds; undefined when it is none. */
export const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    // Broken, half written, or never JSON: whoever asks says what that means.
    return undefined;
  }
};

/** A moment as the contract writes it; null when the text names none. */
export const momentOf = (value: unknown): string | null => {
  if (typeof value !== 'string' || value.length > 40) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) || at < 0 || at > 253_402_300_799_999 ? null : new Date(at).toISOString();
};

const LONGEST = 256 * 1024;

/** A text as it is kept: of a long one its head and its tail, and how many characters lie between. */
export const kept = (long: string): { readonly text: string; readonly cut: number } => {
  if (long.length <= LONGEST) return { text: long, cut: 0 };
  const half = LONGEST / 2;
  const head = long.slice(0, half).toWellFormed();
  const tail = long.slice(-half).toWellFormed();
  return { text: `${head}\n…\n${tail}`, cut: long.length - LONGEST };
};

/** The first line of a text, short enough for a title, which is also a window's and a row's: nothing in it is obeyed. */
export const titleOf = (said: string): string | null => {
  const first = said.trim().split('\n', 1)[0] ?? '';
  const line = first.replaceAll(/\s+/g, ' ').replaceAll(OBEYED, '').trim();
  return line === '' ? null : line.slice(0, 200).toWellFormed();
};
