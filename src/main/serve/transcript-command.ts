import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ORPCError } from '@orpc/client';
import type { LogHead, Step } from '#shared/contract/transcripts.ts';
import type { UsageSum } from '#shared/contract/usage.ts';
import { costFigure } from '#shared/usage-words.ts';
import { pathsFor } from '../machine/paths.ts';
import { jsonText, visible, visibleLine } from './plain.ts';
import type { LongContext } from './reports.ts';
import { outcome } from './step-line.ts';
import { askMain } from './with-main.ts';

/** A piece of a transcript, as main tells it. */
export type Piece =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'head'; readonly head: LogHead };

type Pieces = AsyncIterable<Piece>;

const printedUsage = (sum: UsageSum) => {
  const { reasons: _, ...usage } = sum;
  return usage;
};

const printedSession = ({ session }: LogHead) => ({
  runtime: session.runtime,
  conversationId: session.conversationId,
  cwd: session.cwd,
  cliVersion: session.cliVersion,
  startedAt: session.startedAt,
  endedAt: session.endedAt,
  model: session.model,
});

const printJson = async (pieces: Pieces, context: LongContext): Promise<void> => {
  let rest = '';
  let isFirst = true;
  for await (const piece of pieces) {
    if (piece.kind === 'head') {
      const { head } = piece;
      await context.write(`{"session":${jsonText(printedSession(head))},"steps":[`);
      const usage = jsonText(printedUsage(head.usage));
      rest = `],\n"usage":${usage},"skippedLines":${head.skippedLines}}\n`;
      continue;
    }
    const steps = piece.steps.map(({ at, kind, ...step }) => jsonText({ at, kind, ...step }));
    await context.write(`${isFirst ? '' : ','}\n${steps.join(',\n')}`);
    isFirst = false;
  }
  await context.write(rest);
};

const indented = (text: string): string => visible(text).replaceAll('\n', '\n    ');

const toolWords = (step: Step): string => {
  const about = step.command ?? step.path ?? step.text ?? '';
  const lines = step.added === undefined ? '' : ` +${step.added} -${step.removed ?? 0}`;
  const output = step.output ? `\n    ${indented(step.output.trimEnd())}` : '';
  return `${visibleLine(step.tool ?? 'Tool')}: ${indented(about)}${lines}${outcome(step)}${output}`;
};

const stepWords = (step: Step): string => {
  switch (step.kind) {
    case 'tool':
      return toolWords(step);
    case 'todo':
      return `Plan\n    ${(step.todos ?? []).map(({ text, state }) => `${state}: ${visibleLine(text)}`).join('\n    ')}`;
    case 'user':
      return `You: ${indented(step.text ?? '')}`;
    case 'text':
      return `Agent: ${indented(step.text ?? '')}`;
    case 'thinking':
    case 'error':
    case 'compaction':
    case 'lifecycle':
      return `${step.kind}: ${indented(step.text ?? '')}${outcome(step)}`;
  }
};

const headWords = ({ session, usage, skippedLines }: LogHead): string =>
  [
    visibleLine(session.title ?? 'Without a prompt'),
    visibleLine(`${session.runtime} ${session.cliVersion ?? ''} ${session.conversationId ?? ''}`),
    visibleLine(
      `${session.cwd ?? 'folder not known'}, ${session.startedAt ?? '?'} to ${session.endedAt ?? '?'}`,
    ),
    `${usage.totalTokens.toLocaleString('en-US')} tokens, ${costFigure(usage)}`,
    ...(skippedLines > 0 ? [`${skippedLines} lines could not be read.`] : []),
  ].join('\n');

const printWords = async (pieces: Pieces, context: LongContext): Promise<void> => {
  for await (const piece of pieces) {
    await context.write(
      piece.kind === 'head'
        ? `${headWords(piece.head)}\n\n`
        : piece.steps.map((step) => `${step.at ?? ''.padEnd(24)}  ${stepWords(step)}\n`).join(''),
    );
  }
};

const refusedWords = (problem: unknown): unknown => {
  if (!(problem instanceof ORPCError)) return problem;
  const { code, data } = problem;
  if (code === 'LOG_NOT_FOUND') return new Error(`No log of ${data.id} was found.`);
  if (code === 'AMBIGUOUS')
    return new Error(`${data.id} could be any of these: ${data.candidates.join(', ')}. Give more of it.`);
  return problem;
};

const printFile = async (path: string, print: (pieces: Pieces) => Promise<void>): Promise<void> => {
  const { openLogAlone } = await import('../boot/log-file.ts');
  const { reading, close } = await openLogAlone(path, pathsFor(process.env).database);
  try {
    if (!reading.ok) throw new Error(`${path} cannot be read as a log: ${reading.error.reason}`);
    await print(reading.value);
  } finally {
    await close();
  }
};

/** `toc transcript`: of a session or conversation by its id, or of any log file. */
export const transcript = async (
  { what, asJson }: { readonly what: string; readonly asJson: boolean },
  context: LongContext,
): Promise<number> => {
  const print = (pieces: Pieces) => (asJson ? printJson(pieces, context) : printWords(pieces, context));
  if (what.includes('/') || existsSync(what)) {
    await printFile(resolve(what), print);
    return 0;
  }
  try {
    await askMain(async (calls) => print(await calls.transcripts.read({ by: 'id', id: what })));
    return 0;
  } catch (problem) {
    throw refusedWords(problem);
  }
};
