import type { Step } from '#shared/contract/transcripts.ts';
import { visibleLine } from './plain.ts';

/** How a step ended, as far as its log says. */
export const outcome = ({ success, exitCode, note }: Step): string => {
  if (exitCode !== null) return ` (exit ${exitCode})`;
  if (note !== undefined) return ` (${note})`;
  return success === false ? ' (failed)' : '';
};

const toolLine = (step: Step): string => {
  const about = step.command ?? step.path ?? step.text ?? '';
  const lines = step.added === undefined ? '' : ` +${step.added} -${step.removed ?? 0}`;
  return `${step.tool ?? 'Tool'}: ${about}${lines}${outcome(step)}`;
};

const planLine = (step: Step): string => {
  const todos = step.todos ?? [];
  const doing = todos.find(({ state }) => state === 'doing');
  const done = todos.filter(({ state }) => state === 'done').length;
  return `Plan: ${done} of ${todos.length} done${doing === undefined ? '' : `, now: ${doing.text}`}`;
};

const words = (step: Step): string => {
  switch (step.kind) {
    case 'tool':
      return toolLine(step);
    case 'todo':
      return planLine(step);
    case 'user':
      return `You: ${step.text ?? ''}`;
    case 'text':
      return `Agent: ${step.text ?? ''}`;
    case 'thinking':
    case 'error':
    case 'compaction':
    case 'lifecycle':
      return `${step.kind}: ${step.text ?? ''}${outcome(step)}`;
  }
};

/** A step in one line: when, what, and how it ended. No terminal obeys anything of it. */
export const stepLine = (step: Step): string =>
  `${step.at ?? ''.padEnd(24)}  ${visibleLine(words(step).trimEnd())}`;
