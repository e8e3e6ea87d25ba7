import type { Step, StepNote } from '#shared/contract/transcripts.ts';
import { pathFrom } from '#renderer/ui/paths.ts';

/** A step's line: what was done, and to what. */
export interface StepLine {
  readonly verb: string;
  /** Set in the code font. */
  readonly code: string | null;
  /** Set in the code font, after `in`. */
  readonly place?: string;
}

/** What a tool does, and what it did once that is known. */
const VERBS: Readonly<Record<string, readonly [string, string]>> = {
  Read: ['Read', 'Read'],
  Write: ['Write', 'Wrote'],
  Edit: ['Edit', 'Edited'],
  Delete: ['Delete', 'Deleted'],
  Move: ['Move', 'Moved'],
  Search: ['Search', 'Searched'],
  Fetch: ['Fetch', 'Fetched'],
  Agent: ['Ask a sub-agent', 'Asked a sub-agent'],
};

const firstLine = (text: string): string => text.trimStart().split('\n', 1)[0] ?? '';

const seconds = (milliseconds: number): string => {
  const whole = Math.round(milliseconds / 1000);
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** How long something took: `120 ms`, `9.4 s`, `12 min`. */
export const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : seconds(milliseconds);

const verbOf = ({ tool = '', success }: Step): string =>
  (Object.hasOwn(VERBS, tool) ? VERBS[tool]?.[success === true ? 1 : 0] : undefined) ??
  (tool === '' ? 'Called a tool' : tool);

const toolLine = (step: Step, folder: string | null): StepLine => {
  if (step.command !== undefined) return { verb: '', code: firstLine(step.command) };
  const verb = verbOf(step);
  const path = step.path === undefined ? null : pathFrom(step.path, folder);
  const text = step.text === undefined || step.text === '' ? null : firstLine(step.text);
  if (step.tool === 'Search' && text !== null && path !== null) return { verb, code: text, place: path };
  return { verb, code: path ?? text };
};

/**
 * What a step's line says. `speaker` is the runtime's name; paths are as they are seen from `folder`. Nothing
 * is said to be done that the log does not say so of. Pure.
 */
export const stepLine = (step: Step, speaker: string, folder: string | null = null): StepLine => {
  switch (step.kind) {
    case 'user':
      return { verb: 'You', code: null };
    case 'text':
      return { verb: speaker, code: null };
    case 'thinking':
      return {
        verb: step.durationMs === undefined ? 'Thought' : `Thought for ${duration(step.durationMs)}`,
        code: null,
      };
    case 'tool':
      return toolLine(step, folder);
    case 'todo':
      return { verb: 'Plan', code: null };
    case 'error':
      return { verb: 'Error', code: null };
    case 'compaction':
      return { verb: 'The conversation was compacted', code: null };
    case 'lifecycle':
      return { verb: firstLine(step.text ?? 'Something happened'), code: null };
  }
};

const NOTES: Readonly<Record<StepNote, string>> = {
  'no-result': 'no result in the log',
  'no-call': 'its call is not in the log',
  running: 'running',
  declined: 'declined',
  interrupted: 'interrupted',
  'timed-out': 'timed out',
  'unknown-kind': 'of a kind toc does not know',
  'log-cut': 'what is above is kept by toc, and no longer in the log',
};

/** What stands beside a step in words, the state first: `exit 1`, `unknown`, `+4 −2`, `9.4 s`. Pure. */
export const stepMeta = (step: Step): readonly { readonly text: string; readonly bad: boolean }[] => {
  const meta: { text: string; bad: boolean }[] = [];
  if (step.note !== undefined) {
    meta.push({ text: NOTES[step.note], bad: step.success === false });
  }
  if (step.exitCode !== null) meta.push({ text: `exit ${step.exitCode}`, bad: step.success === false });
  else if (step.kind === 'tool' && step.note === undefined) {
    if (step.success === false) meta.push({ text: 'failed', bad: true });
    else if (step.success === null) meta.push({ text: 'result unknown', bad: false });
  }
  if (step.durationMs !== undefined && step.kind !== 'thinking') {
    meta.push({ text: duration(step.durationMs), bad: false });
  }
  return meta;
};

/** Whether a step failed, as the log tells it; unknown is not failure. */
export const failed = (step: Step): boolean => step.success === false || step.kind === 'error';
