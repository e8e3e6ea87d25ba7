import type { LogHead, Step } from '#shared/contract/transcripts.ts';
import { costKnown, costFigure, tokensShort } from '#shared/usage-words.ts';
import { failed, stepLine, stepMeta } from './words.ts';

/** A fence that no run of backquotes inside the text can close. */
const fenced = (text: string, language: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
};

/** Code inside a line: the same care as a fence. */
const inline = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${mark}${space}${text}${space}${mark}`;
};

const bodyOf = (step: Step): readonly string[] => {
  const parts: string[] = [];
  if (step.kind === 'user' || step.kind === 'text' || step.kind === 'compaction') parts.push(step.text ?? '');
  else if (step.kind === 'thinking' || step.kind === 'error') parts.push(fenced(step.text ?? '', ''));
  if (step.command !== undefined) parts.push(fenced(step.command, 'sh'));
  if (step.diff !== undefined) parts.push(fenced(step.diff, 'diff'));
  if (step.output !== undefined && step.output !== '') parts.push(fenced(step.output, ''));
  if (step.todos) {
    const box = { open: '[ ]', doing: '[ ] (now)', done: '[x]' } as const;
    parts.push(step.todos.map(({ text, state }) => `- ${box[state]} ${text}`).join('\n'));
  }
  if (step.cut !== undefined) parts.push(`*${step.cut} characters were too many to keep.*`);
  return parts.filter((part) => part !== '');
};

/** One step as Markdown, ending with a blank line. Pure. */
export const stepMarkdown = (step: Step, speaker: string): string => {
  const line = stepLine(step, speaker);
  const place = line.place === undefined ? '' : `in ${inline(line.place)}`;
  const said = [line.verb, line.code === null ? '' : inline(line.code), place]
    .filter((part) => part !== '')
    .join(' ');
  const meta = stepMeta(step).map(({ text }) => text);
  if (step.added !== undefined || step.removed !== undefined) {
    meta.unshift(`+${step.added ?? 0} −${step.removed ?? 0}`);
  }
  if (failed(step)) meta.unshift('failed');
  const head = [step.at === null ? null : step.at, ...meta].filter((part) => part !== null).join(' · ');
  return [`### ${said}`, ...(head === '' ? [] : [`*${head}*`]), ...bodyOf(step), ''].join('\n\n');
};

/** What stands above the steps. Pure. */
export const headMarkdown = ({ session, usage, skippedLines }: LogHead, speaker: string): string => {
  const cost = usage.costUSD === null ? costKnown(usage) : `${costFigure(usage)} (${costKnown(usage)})`;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Runtime', [speaker, session.cliVersion].filter((part) => part !== null).join(' ')],
    ['Conversation', session.conversationId],
    ['Folder', session.cwd],
    ['Model', session.model],
    ['From', session.startedAt],
    ['To', session.endedAt],
    ['Usage', `${tokensShort(usage.totalTokens)} tokens, ${cost}`],
    ['Lines that could not be read', skippedLines === 0 ? null : String(skippedLines)],
  ];
  const list = facts.flatMap(([name, value]) => (value === null ? [] : [`- ${name}: ${inline(value)}`]));
  return [`# ${session.title ?? 'Conversation'}`, list.join('\n'), ''].join('\n\n');
};
