import type { Step, StepNote } from '#shared/contract/transcripts.ts';
import { without } from '../../step-sheet.ts';
import { fields, isFields, list, text, whole, type Fields } from '../../values.ts';
import { changeIn } from './diff.ts';
import { inTag, withoutReminders } from './prompt.ts';
import { idIn } from './state.ts';
import { named, unchanged } from './step.ts';

/** The result of a call: the block that names it, and what the line tells beside it. */
export interface Told {
  readonly name: string;
  readonly block: Fields;
  /** `toolUseResult`; nothing where the line has results of several calls. */
  readonly beside: unknown;
  readonly line: Fields;
  readonly at: string | null;
  readonly isDeclined: boolean;
}

/** The text of a result's content: a picture is named, never shown as its bytes. */
export const contentOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  return list(content)
    .map(fields)
    .map((part) => {
      const type = text(part['type']) ?? '';
      return text(part['text']) ?? (/image|document/.test(type) ? `[${type}]` : '');
    })
    .filter((one) => one !== '')
    .join('\n');
};

const REFUSALS = [
  "The user doesn't want to ",
  'This command requires approval',
  'Permission to use ',
  'Claude requested permissions to ',
  'Permission for this action has been denied',
];

const noteOf = ({ line, beside, isDeclined }: Told, said: string, isError: boolean): StepNote | null => {
  const kind = text(line['toolDenialKind']);
  const isRejected = fields(line['permissionDecision'])['decision'] === 'reject';
  // The same words stand for a call that was refused and for one that ran and was broken off: only newer
  // versions tell them apart.
  if (kind !== null) {
    const isRefused =
      isDeclined || isRejected || line['toolDenialBeforeRun'] === true || kind !== 'user-rejected';
    return isRefused ? 'declined' : 'interrupted';
  }
  if (isDeclined || isRejected) return 'declined';
  if (fields(beside)['interrupted'] === true || said.startsWith('[Request interrupted by user'))
    return 'interrupted';
  if (!isError) return null;
  if (REFUSALS.some((words) => said.startsWith(words))) return 'declined';
  return /^(?:Exit code \d{1,10}\s)?\s*Command timed out\b/.test(said) ? 'timed-out' : null;
};

const NO_OUTPUT = '(Bash completed with no output)';

const commandOutput = (beside: unknown, said: string): string => {
  const { stdout, stderr, isImage } = fields(beside);
  if (isImage === true) return '[image]';
  const parts = [text(stdout) ?? '', text(stderr) ?? ''].filter((one) => one !== '');
  if (parts.length > 0) return parts.join('\n');
  return said === NO_OUTPUT ? '' : said;
};

const answersIn = (beside: unknown): string =>
  Object.entries(fields(fields(beside)['answers']))
    .map(([question, answer]) => `${question} ${text(answer) ?? list(answer).join(', ')}`)
    .join('\n');

const agentOutput = (beside: unknown, said: string): string => {
  const blocks = list(fields(beside)['content']).map(fields);
  const parts = blocks.map((block) => text(block['text']) ?? '');
  const own = parts.filter((one) => one !== '' && !one.startsWith('<tools-used-before-summary>'));
  return own.length > 0 ? own.join('\n') : said;
};

const fileOutput = (beside: unknown, said: string): string => {
  const { file, type } = fields(beside);
  if (type === 'image') return '[image]';
  return text(fields(file)['content']) ?? said;
};

/** What a call that went well gave back; of an edit its diff tells all. */
const outputOf = (step: Step, { beside }: Told, said: string): string => {
  switch (step.tool ?? '') {
    case 'Bash':
      return commandOutput(beside, said);
    case 'Write':
    case 'Edit':
      return '';
    case 'Agent':
      return agentOutput(beside, said);
    case 'Read':
      return fileOutput(beside, said);
    case 'AskUserQuestion':
      return answersIn(beside) || said;
    default:
      return said;
  }
};

const spanOf = (step: Step, { beside, at }: Told): number | null => {
  const { totalDurationMs, durationMs, durationSeconds } = fields(beside);
  const said = [totalDurationMs, durationMs].find((one) => typeof one === 'number');
  const span = typeof durationSeconds === 'number' ? durationSeconds * 1000 : said;
  if (typeof span === 'number') return Number.isFinite(span) && span >= 0 ? Math.round(span) : null;
  if (at === null || step.at === null) return null;
  // A copy of a log may have one moment for all lines.
  const passed = Date.parse(at) - Date.parse(step.at);
  return passed > 0 ? passed : null;
};

const timed = (step: Step, told: Told): Pick<Step, 'durationMs'> => {
  const span = spanOf(step, told);
  return span === null || !Number.isSafeInteger(span) ? {} : { durationMs: span };
};

const CODE = /^Exit code (-?\d{1,10})(?:\r?\n|$)/;

const failed = (step: Step, told: Told, said: string): Step => {
  const code = step.tool === 'Bash' ? CODE.exec(said) : null;
  const output = code ? said.slice(code[0].length) : said;
  const note = noteOf(told, said, true);
  return {
    ...unchanged(without(step)),
    exitCode: code ? Number(code[1]) : null,
    success: false,
    ...named('output', output),
    ...timed(step, told),
    ...(note === null ? {} : { note }),
  };
};

/** Exit code 0 is what a command's result means that is no error, unless the result says that it means otherwise. */
const codeOf = (step: Step, { block, beside }: Told): number | null => {
  if (step.tool !== 'Bash') return null;
  const { exitCode, returnCodeInterpretation } = fields(beside);
  const said = whole(exitCode);
  if (said !== null) return said;
  return block['is_error'] === false && typeof returnCodeInterpretation !== 'string' ? 0 : null;
};

const isBackground = (beside: unknown): boolean => {
  const { backgroundTaskId, status, isAsync } = fields(beside);
  return typeof backgroundTaskId === 'string' || status === 'async_launched' || isAsync === true;
};

/** A step with what its call gave back. */
export const finished = (step: Step, told: Told): Step => {
  const said = withoutReminders(contentOf(told.block['content']));
  if (told.block['is_error'] === true) return failed(step, told, inTag(said, 'tool_use_error') ?? said);
  const { beside } = told;
  const agent = step.tool === 'Agent' ? idIn(fields(beside)['agentId'] ?? fields(beside)['agent_id']) : null;
  const opens = agent === null ? {} : { opens: agent };
  if (isBackground(beside)) {
    // An agent in the background tells its end later; a command in the background tells it to nobody.
    const rest = step.tool === 'Agent' ? step : { ...without(step), ...named('output', said) };
    return { ...rest, ...opens, success: null };
  }
  const note = noteOf(told, said, false);
  const exitCode = codeOf(step, told);
  const isEdit = step.tool === 'Write' || step.tool === 'Edit';
  const change = isEdit && isFields(beside) ? changeIn(beside) : null;
  return {
    ...(change ? unchanged(without(step)) : without(step)),
    ...change,
    ...opens,
    exitCode,
    success: note === null && (exitCode ?? 0) === 0,
    ...named('output', outputOf(step, told, said)),
    ...timed(step, told),
    ...(note === null ? {} : { note }),
  };
};
