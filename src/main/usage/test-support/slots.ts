import { SLOT, type UsageSlot } from '../rows.ts';

/** A slot of exact tokens; whatever is not given is zero or empty. */
export const slotOf = (given: Partial<UsageSlot> & { readonly at?: string }): UsageSlot => {
  const { at = '2026-11-25T12:00:00Z', ...rest } = given;
  return {
    slot: Math.floor(Date.parse(at) / SLOT) * SLOT,
    runtime: 'claude-code',
    conversationId: 'c1',
    folder: '/work',
    model: 'claude-opus-5-5',
    reason: null,
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    promptOver: 0,
    ...rest,
  };
};

/** The same numbers every time, from 0 to below `end`. */
export const dice = (seed: number): ((end: number) => number) => {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
};
