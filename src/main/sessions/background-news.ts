import type { EventsState, Statement } from '../runtimes/runtime.ts';

/** What the events of a background run say of it, when it last printed at `at`; nothing before the first that tells. Pure. */
export const toldBy = (
  { lastWord, step, message, unreachable, conversationId }: EventsState,
  at: number,
): readonly Statement[] => {
  if (conversationId === null && message === null && unreachable === null && lastWord === null) return [];
  // Some take seconds from their last word to their end.
  const about = lastWord ? 'it has said its last word, and ends' : (unreachable ?? step);
  const text = unreachable ?? step ?? message?.split('\n', 1)[0]?.slice(0, 200) ?? 'a turn was begun';
  return [{ source: 'runtime-events', at, says: { is: 'working', about }, text }];
};
