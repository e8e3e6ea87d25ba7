import { fields, isFields, list, parsed, text, titleOf, type Fields } from '../../values.ts';
import { REPORTED, saidIn, type Said } from './prompt.ts';
import { contentOf, finished } from './result.ts';
import { idIn, type Scene } from './state.ts';
import { named } from './step.ts';
import { taskTold } from './tasks.ts';
import { asked, countInterruption } from './tokens.ts';

/** The result of a call, with what the line tells beside it. */
const answered = (scene: Scene, block: Fields, beside: unknown): void => {
  const { book, line, at, inside } = scene;
  const id = idIn(block['tool_use_id']);
  const open = id === null ? null : book.find(id);
  if (!open || id === null) {
    if (id !== null && book.isKnown(id)) return;
    const output = contentOf(block['content']);
    const success = block['is_error'] === true ? false : null;
    book.add({ at, kind: 'tool', note: 'no-call', success, ...named('output', output), ...inside });
    if (id !== null) book.close(id, null);
    return;
  }
  const { step, name, about, declined: isDeclined } = open;
  if (step) {
    book.close(id, finished(step, { name, block, beside, line, at, isDeclined }));
    return;
  }
  book.close(id, null);
  const said = contentOf(block['content']);
  if (block['is_error'] === true) book.failed({ at, kind: 'error', text: said, ...inside });
  else if (about !== null) taskTold(scene, { name, about: fields(parsed(about)) }, beside, said);
};

/** A summary of what was said before: told beside the boundary it belongs to. */
const summarised = ({ book, at, inside }: Scene, said: string): void => {
  if (book.last('compaction')) book.amend(named('text', said));
  else book.add({ at, kind: 'compaction', ...named('text', said), ...inside }, 'compaction');
};

/** The person broke off the turn: what still runs was interrupted with it. */
const interrupted = (scene: Scene, isAnswer: boolean): void => {
  const { book, at, line, inside } = scene;
  if (isAnswer) countInterruption(scene, idIn(line['interruptedMessageId']));
  book.note('interrupted');
  if (book.last('interrupted')) return;
  book.add({ at, kind: 'lifecycle', text: 'Interrupted.', note: 'interrupted', ...inside }, 'interrupted');
};

const prompted = (scene: Scene, said: string, isCommand: boolean): void => {
  const { book, at, inside, state } = scene;
  if (inside.within !== undefined) {
    // The task of a sub-agent, which no person typed.
    book.add({ at, kind: 'lifecycle', text: said, ...inside });
    return;
  }
  book.newTurn();
  if (isCommand) state.known.command ??= said;
  else {
    state.known.prompt ??= titleOf(said);
    asked(scene);
  }
  book.add({ at, kind: 'user', text: said }, isCommand ? 'command' : null);
};

/** A sub-agent in the background came to its end. */
export const agentEnded = (
  { book, at }: Scene,
  id: string | null,
  end: { readonly success: boolean | null; readonly output: string | null },
): boolean => {
  const step = id === null ? null : book.agent(id);
  if (!step || id === null || step.success !== null) return false;
  const span = at === null || step.at === null ? null : Math.max(0, Date.parse(at) - Date.parse(step.at));
  const isEnd = end.success !== null;
  book.reviseAgent(
    id,
    {
      ...(isEnd ? { success: end.success } : {}),
      ...(isEnd && span !== null ? { durationMs: span } : {}),
      ...named('output', end.output),
    },
    isEnd,
  );
  return true;
};

/** One text of a line in the person's place. */
export const told = (scene: Scene, said: Said): void => {
  const { book, at, inside } = scene;
  switch (said.is) {
    case 'prompt':
    case 'command':
      prompted(scene, said.text, said.is === 'command');
      return;
    case 'output':
      if (book.last('command')) book.amend(named('output', said.text));
      return;
    case 'shell':
      book.add({ at, kind: 'tool', tool: 'Bash', command: said.text, ...inside }, 'shell');
      return;
    case 'shell-output':
      if (book.last('shell')) book.amend(named('output', said.text));
      return;
    case 'summary':
      summarised(scene, said.text);
      return;
    case 'interrupted':
      interrupted(scene, said.isAnswer);
      return;
    case 'notification':
      agentEnded(scene, said.call, { success: said.success, output: said.result });
      book.add({ at, kind: 'lifecycle', text: said.text, ...inside });
      return;
    case 'nothing':
      return;
    default:
      said satisfies never;
  }
};

const isSummary = (line: Fields): boolean =>
  line['isCompactSummary'] === true ||
  line['isVisibleInTranscriptOnly'] === true ||
  line['isSynthetic'] === true;

/** Who a line is from, where it says: a person, or something that reports back. */
const isReport = (line: Fields): boolean => {
  const { kind } = fields(line['origin']);
  return (typeof kind === 'string' && kind !== 'human') || line['promptSource'] === 'system';
};

const isNotice = (line: Fields): boolean => fields(line['origin'])['kind'] === 'task-notification';

const textsTold = (scene: Scene, texts: readonly string[]): void => {
  const { line, book, at } = scene;
  if (isSummary(line)) {
    summarised(scene, texts.join('\n\n'));
    return;
  }
  if (line['isMeta'] === true || line['repeatsCompactSummary'] === true) return;
  const said = texts.map(saidIn);
  if (isReport(line)) {
    asked(scene);
    for (const one of said) {
      const text = isNotice(line) ? REPORTED : one.is === 'prompt' ? one.text : '';
      if (one.is === 'notification') told(scene, one);
      else if (text !== '') book.add({ at, kind: 'lifecycle', text });
    }
    return;
  }
  const prompts = said.flatMap((one) => (one.is === 'prompt' ? [one.text] : []));
  for (const one of said) if (one.is !== 'prompt') told(scene, one);
  if (prompts.length > 0) told(scene, { is: 'prompt', text: prompts.join('\n\n') });
};

/** A line in the person's place: results of calls, what the person typed, and what the CLI adds. */
export const userLine = (scene: Scene): void => {
  const { line } = scene;
  const { content } = fields(line['message']);
  if (typeof content === 'string') {
    textsTold(scene, [content]);
    return;
  }
  const blocks = list(content).filter(isFields);
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const beside = results.length === 1 ? (line['toolUseResult'] ?? line['tool_use_result']) : undefined;
  for (const block of results) answered(scene, block, beside);
  if (results.length > 0) asked(scene);
  const texts = blocks.flatMap((block) => (block['type'] === 'text' ? [text(block['text']) ?? ''] : []));
  const pictures = blocks.filter(({ type }) => type === 'image').map(() => '[image]');
  const all = [...texts, ...pictures];
  if (all.some((one) => one.trim() !== '')) textsTold(scene, all);
};
