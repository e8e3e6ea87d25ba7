import type { EventsState } from '../runtimes/runtime.ts';
import type { RunEnd, RunResult, SavedRun } from '../store/run-table.ts';
import type { Exit } from '../terminals/terminals.ts';

/** What is known of the end of a background run's process; code and signal null: nobody saw it. */
export interface ProcessEnd extends Exit {
  /** Set when the machine took it: how, unless the run had said its last word before. */
  readonly restarted?: string;
}

export interface EndOfBackground {
  readonly end: RunEnd;
  readonly result: RunResult | null;
}

const failure = (text: string): RunResult => ({ text, isError: true });

/**
 * How a background run ended: why toc ended it, whether a person did, the runtime's own last word, and only then the
 * process's own end. `errors` is the tail of what it wrote to stderr. Pure.
 */
export const endOfBackground = (
  run: Pick<SavedRun, 'verdict' | 'asked'>,
  process: ProcessEnd,
  { events, errors }: { readonly events: EventsState; readonly errors: string },
): EndOfBackground => {
  const { stopped, restarted, ...base } = process;
  const { lastWord, conversationId, message } = events;
  const said = message === null ? null : { text: message, isError: false };
  // It was reached, and done, before it could be ended.
  const isOvertaken = run.verdict?.outcome === 'unreachable' && lastWord?.ok === true;
  if (run.verdict !== null && !isOvertaken) {
    const { outcome, detail } = run.verdict;
    const text = events.unreachable ?? errors;
    return { end: { ...base, outcome, detail }, result: text === '' ? said : failure(text) };
  }
  if (run.asked !== null && conversationId !== null && conversationId !== run.asked) {
    const end: RunEnd = { ...base, outcome: 'other-conversation', detail: conversationId };
    return { end, result: said };
  }
  if (lastWord?.ok === true) {
    const text = lastWord.text === '' ? (message ?? '') : lastWord.text;
    return { end: { ...base, outcome: 'completed', detail: null }, result: { text, isError: false } };
  }
  if (stopped !== null) return { end: { ...base, outcome: 'stopped', detail: stopped }, result: said };
  if (lastWord) {
    const { text } = lastWord;
    return { end: { ...base, outcome: 'run-failed', detail: text.slice(0, 2000) }, result: failure(text) };
  }
  const result = errors === '' ? said : failure(errors);
  if (restarted !== undefined) {
    return { end: { ...base, outcome: 'machine-restarted', detail: restarted }, result };
  }
  // What it complained of before is not why somebody killed it.
  if (process.signal !== null)
    return { end: { ...base, outcome: 'killed', detail: null }, result: said ?? result };
  return { end: { ...base, outcome: 'no-last-word', detail: null }, result };
};
