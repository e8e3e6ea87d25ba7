import { randomFrom } from '#main/runtimes/test-support/random.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const WHOLE = 2 ** 32;

/** Everything that is left to chance in the made logs: the same for the same seed. */
export const createDice = (seed: number) => {
  const below = randomFrom(seed);
  const part = (): number => below(WHOLE) / WHOLE;
  const hex = (length: number): string => {
    let text = '';
    while (text.length < length) text += below(WHOLE).toString(16).padStart(8, '0');
    return text.slice(0, length);
  };
  const uuid = (first: string, version: number): string => {
    const rest = hex(19);
    const variant = '89ab'[below(4)] ?? '8';
    return `${first}-${version}${rest.slice(0, 3)}-${variant}${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
  };
  return {
    below,
    /** Both ends included. */
    between: (least: number, most: number): number => least + below(most - least + 1),
    chance: (odds: number): boolean => part() < odds,
    pick: <Value>(values: readonly [Value, ...Value[]]): Value => values[below(values.length)] ?? values[0],
    /** As sizes and times are spread in life: half of them below `middle`, a few far above it. */
    spread(middle: number, width: number, most: number): number {
      const bell = Math.sqrt(-2 * Math.log(1 - part())) * Math.cos(2 * Math.PI * part());
      return Math.max(1, Math.min(most, Math.floor(middle * Math.exp(width * bell))));
    },
    hex,
    letters(length: number): string {
      let text = '';
      while (text.length < length) text += LETTERS.charAt(below(LETTERS.length));
      return text;
    },
    uuid4(): string {
      const first = hex(12);
      return uuid(`${first.slice(0, 8)}-${first.slice(8)}`, 4);
    },
    /** Ordered by its time, milliseconds, as Codex makes its ids. */
    uuid7(at: number): string {
      const first = at.toString(16).padStart(12, '0');
      return uuid(`${first.slice(0, 8)}-${first.slice(8)}`, 7);
    },
  };
};

export type Dice = ReturnType<typeof createDice>;
