/** Numbers that look random and are the same for the same seed: integers from 0 below `limit`. */
export const randomFrom = (seed: number) => {
  let state = seed | 0;
  return (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
};

export type Random = ReturnType<typeof randomFrom>;

/** The seed of a test: `SEED` to run one again, else another one every time. */
export const testSeed = (): number => Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
