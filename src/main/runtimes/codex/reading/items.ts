import { fields, list, text, titleOf, whole, type Fields } from '../../values.ts';
import { agentEnded, agentStarted } from './agents.ts';
import type { Draft } from '../../step-sheet.ts';
import { commandOf } from './command.ts';
import { aboutOf, oneLine } from './drafts.ts';
import { changedFiles, resolved } from './patch.ts';
import { spanOf, textOf } from './result.ts';
import { sessionOf } from './script.ts';
import type { Scene } from './state.ts';

const partsOf = (content: unknown): string =>
  list(content)
    .map(
      (part) =>
        text(fields(part)['text']) ?? (/image/i.test(text(fields(part)['type']) ?? '') ? '[image]' : ''),
    )
    .filter((part) => part !== '')
    .join('\n');

/** The person's word, or of a sub-agent's log its task. */
export const userSaid = ({ state, book, at }: Scene, said: string): void => {
  if (said.trim() === '') return;
  if (book.say({ at, kind: 'user', text: said }, 'event') === null) return;
  if (state.turns === 0) book.newTurn();
  state.isAsked = true;
  state.known.title ??= titleOf(said);
};

/** What the agent said or thought, as events tell it. */
export const agentSaid = ({ state, book, at }: Scene, kind: 'text' | 'thinking', said: string): void => {
  state.events[kind] = true;
  if (said.trim() !== '') book.say({ at, kind, text: said }, 'event');
};

/** Success as the status of an item says it; null where it does not. Pure. */
export const successOf = (status: unknown): boolean | null => {
  if (status === 'completed' || status === 'success') return true;
  return status === 'failed' || status === 'declined' ? false : null;
};

/** What is certain of a command that ended: `exec --json`, items and events say it alike. */
export const commandFacts = (one: Fields): Omit<Draft, 'at' | 'kind'> => {
  const exitCode = whole(one['exit_code']);
  const { status } = one;
  const durationMs = spanOf(one['duration']);
  const output = text(one['aggregated_output']) ?? text(one['formatted_output']) ?? text(one['stdout']) ?? '';
  return {
    ...(output === '' ? {} : { output }),
    exitCode,
    success: exitCode === null ? (successOf(status) === false ? false : null) : exitCode === 0,
    ...(durationMs === null ? {} : { durationMs }),
    ...(status === 'declined' ? { note: 'declined' as const } : {}),
  };
};

/** A command that ended: its call is found by its id, or in a script by its text. */
export const commandEnded = ({ state, book, at }: Scene, id: string, one: Fields): void => {
  const { command, raw } = commandOf(one['command']) ?? { command: '', raw: null };
  const facts = commandFacts(one);
  if (book.exact(id, facts)) return;
  if (book.isKnown(id)) return;
  const open = book.command(command, sessionOf(one['process_id']));
  if (open !== null && book.exact(open, facts)) return;
  state.items += 1;
  book.add({ at, kind: 'tool', tool: 'Bash', command, ...(raw === null ? {} : { text: raw }), ...facts });
  book.close(id);
};

/** A patch that was made, or was not. */
export const patchEnded = ({ state, book, at }: Scene, id: string, one: Fields): void => {
  const success = typeof one['success'] === 'boolean' ? one['success'] : successOf(one['status']);
  const files = changedFiles(one['changes']).map((file) => ({
    ...file,
    path: resolved(file.path, state.cwd),
  }));
  if (book.patched(id, files, success) || book.find(`f${id}`)?.told === true) return;
  const open = book.patchOf(files);
  if (open !== null && book.patched(open, files, success)) return;
  state.items += 1;
  book.patch(`f${id}`, at, files);
  book.patched(`f${id}`, files, success);
};

const done = ({ state, book }: Scene, id: string, draft: Draft): void => {
  if (book.exact(id, draft)) return;
  if (book.isKnown(id)) return;
  state.items += 1;
  book.add(draft);
  book.close(id);
};

/** A call of a tool of an MCP server that ended. */
export const serverAnswered = (scene: Scene, id: string, one: Fields): void => {
  const invocation = { ...one, ...fields(one['invocation']) };
  const { Ok: good, Err: bad } = fields(one['result']);
  const failure = text(fields(one['error'])['message']) ?? text(one['error']) ?? text(bad);
  const content = fields(good ?? one['result']);
  const output = failure ?? textOf(content['content']);
  const isError = failure !== null || content['isError'] === true || content['is_error'] === true;
  const server = text(invocation['server']);
  const durationMs = spanOf(one['duration']);
  done(scene, id, {
    at: scene.at,
    kind: 'tool',
    tool: `${server === null ? '' : `${server}.`}${text(invocation['tool']) ?? 'tool'}`.slice(0, 200),
    text: aboutOf(fields(invocation['arguments']), ''),
    ...(output === '' ? {} : { output }),
    success: isError ? false : good === undefined ? successOf(one['status']) : true,
    ...(durationMs === null ? {} : { durationMs }),
  });
};

/** A search of the web, or a page that was opened. */
export const searched = (scene: Scene, id: string, one: Fields): void => {
  const action = fields(one['action']);
  const query = text(one['query']) ?? text(action['query']) ?? '';
  const url = text(action['url']);
  const draft = url === null ? { tool: 'Search', text: query } : { tool: 'Fetch', text: url };
  const success = one['status'] === undefined ? null : successOf(one['status']);
  done(scene, id, { at: scene.at, kind: 'tool', ...draft, success });
};

const activity = (scene: Scene, one: Fields): void => {
  const child = text(one['agent_thread_id']);
  const path = text(one['agent_path']);
  const { kind } = one;
  if (kind === 'started') agentStarted(scene, text(one['id']) ?? '', child, path);
  else if (child !== null && kind === 'completed')
    agentEnded(scene, `i${child}`, { success: true, output: null });
  else if (child !== null && (kind === 'failed' || kind === 'errored'))
    agentEnded(scene, `i${child}`, { success: false, output: null });
};

const SILENT = new Set(['CollabAgentToolCall', 'HookPrompt', 'AdditionalTools', 'Sleep']);

/** An item of the rollouts with numbered lines (0.149 and later). */
export const itemCompleted = (scene: Scene, one: Fields): void => {
  const { book, at } = scene;
  const id = text(one['id']) ?? '';
  const type = text(one['type']) ?? '';
  switch (type) {
    case 'UserMessage':
      return userSaid(scene, partsOf(one['content']));
    case 'AgentMessage':
      return agentSaid(scene, 'text', partsOf(one['content']));
    case 'Reasoning':
      for (const thought of list(one['summary_text'])) agentSaid(scene, 'thinking', text(thought) ?? '');
      return;
    case 'CommandExecution':
      return commandEnded(scene, id, one);
    case 'FileChange':
      return patchEnded(scene, id, one);
    case 'McpToolCall':
      return serverAnswered(scene, id, one);
    case 'WebSearch':
      return searched(scene, id, one);
    case 'Plan':
      return agentSaid(scene, 'text', text(one['text']) ?? '');
    case 'ContextCompaction':
      return book.compaction(at, null);
    case 'SubAgentActivity':
      return activity(scene, one);
    case 'ImageView':
      return done(scene, id, {
        at,
        kind: 'tool',
        tool: 'Read',
        path: text(one['path']) ?? '',
        success: true,
      });
    default:
      if (type === '' || SILENT.has(type) || book.isKnown(id)) return;
      unknownItem(scene, type, one);
  }
};

/** Something of a kind that is not known: what it says about itself. */
export const unknownItem = ({ book, at }: Scene, type: string, one: Fields): void => {
  const said = text(one['text']) ?? text(one['message']) ?? text(one['title']) ?? aboutOf(one, '');
  const success = successOf(one['status']);
  const about = said === '' ? {} : { text: oneLine(said) };
  book.add({ at, kind: 'tool', tool: type.slice(0, 200), ...about, success, note: 'unknown-kind' });
};
