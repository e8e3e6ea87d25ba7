import type { Step } from '#shared/contract/transcripts.ts';
import { fields, list, parsed, text, type Fields } from '../../values.ts';
import { agentAnswered, agentCalled, agentsWaited } from './agents.ts';
import { commandDraft, oneLine, otherDraft, todosOf, told } from './drafts.ts';
import { patchedFiles, patchInside } from './patch.ts';
import { resultOf } from './result.ts';
import { keep, scriptAnswered, scriptAwaited, scriptCalled } from './scripts.ts';
import { sessionOf } from './script.ts';
import type { Scene } from './state.ts';

const SHELLS = new Set([
  'shell',
  'shell_command',
  'exec_command',
  'local_shell',
  'container.exec',
  'unified_exec',
]);

/** A command that begins; one that only calls `apply_patch` is the patch. */
export const commandCalled = ({ state, book, at }: Scene, id: string, value: unknown): void => {
  const draft = commandDraft(at, value);
  const command = draft.command ?? '';
  const [program, argument] = list(value).map(text);
  const plain = program === 'apply_patch' ? (argument ?? null) : null;
  const patch = plain ?? (/^\s*apply_patch\b/.test(command) ? patchInside(command) : null);
  const files = patch === null ? [] : patchedFiles(patch, state.cwd);
  if (files.length > 0) book.patch(id, at, files);
  else book.call(id, 'command', [draft]);
};

const nameOf = (payload: Fields): string => {
  const name = text(payload['name']) ?? text(payload['type']) ?? 'tool';
  const space = text(payload['namespace']);
  return space === null || /^(?:functions|collaboration)?$/.test(space) || name.startsWith(space)
    ? name
    : `${space.replace(/^mcp__/, '').replace(/_+$/, '')}.${name}`;
};

/** A call in any encoding: its name, and its arguments as JSON text, as an object or as raw text. */
export const called = (scene: Scene, payload: Fields): void => {
  const { state, book, at } = scene;
  const id = text(payload['call_id']) ?? text(payload['id']) ?? '';
  if (id !== '' && (book.isKnown(id) || state.scripts[`s${id}`] !== undefined)) return;
  const name = text(payload['name']) ?? '';
  const raw = text(payload['arguments']) ?? text(payload['input']) ?? '';
  // A patch or a script is no JSON, and finding that out is dear.
  const json = /^\s*\{/.test(raw) ? parsed(raw) : undefined;
  const value = json ?? payload['arguments'] ?? payload['input'] ?? payload['action'];
  const args = fields(value);
  if (SHELLS.has(name) || payload['type'] === 'local_shell_call')
    return commandCalled(scene, id, args['command'] ?? args['cmd']);
  if (name === 'exec' && payload['type'] === 'custom_tool_call') return scriptCalled(scene, id, raw);
  switch (name) {
    case 'apply_patch': {
      const files = patchedFiles(text(args['input']) ?? text(args['patch']) ?? raw, state.cwd);
      if (files.length > 0) return book.patch(id, at, files);
      return book.call(id, 'patch', [{ at, kind: 'tool', tool: 'Edit', text: oneLine(raw) }]);
    }
    case 'update_plan':
      return plan(scene, id, todosOf(args['plan']));
    case 'write_stdin': {
      const session = sessionOf(args['session_id']);
      const isWord = session !== null && book.running(session) !== null;
      if (isWord) return wait(scene, id, { text: '', sessions: [session], todos: null });
      return book.call(id, 'other', [otherDraft(at, name, args, raw)]);
    }
    case 'wait': {
      const cell = sessionOf(args['cell_id']);
      if (cell !== null && scriptAwaited(scene, id, cell)) return;
      return book.call(id, 'other', [otherDraft(at, name, args, raw)]);
    }
    case 'spawn_agent':
      return agentCalled(scene, id, args);
    default:
      return book.call(id, 'other', [otherDraft(at, nameOf(payload), args, raw)]);
  }
};

const plan = (scene: Scene, id: string, todos: NonNullable<Step['todos']>): void =>
  wait(scene, id, { text: 'update_plan', sessions: [], todos });

const wait = (
  { state, at }: Scene,
  id: string,
  { text: said, sessions, todos }: { text: string; sessions: readonly string[]; todos: Step['todos'] | null },
): void => {
  keep(state, id, { at, text: said, calls: [], sessions, todos: todos ?? null, items: -1 });
};

/** The output of a call; one without its call is shown as what it is. */
export const answered = (scene: Scene, payload: Fields): void => {
  const { state, book, at } = scene;
  const id = text(payload['call_id']) ?? '';
  const { output } = payload;
  const result = resultOf(output);
  state.isAsked = result.note !== 'interrupted';
  const script = state.scripts[`s${id}`];
  if (script) {
    delete state.scripts[`s${id}`];
    return scriptAnswered(scene, id, script, output);
  }
  if (agentAnswered(scene, id, result)) return;
  if (book.find(id)) {
    agentsWaited(scene, result.output);
    book.result(id, isError(output) ? { ...result, success: false } : result, at);
    return;
  }
  if (book.isKnown(id)) return;
  book.add({ at, kind: 'tool', tool: 'tool', ...told(result), note: 'no-call' });
  book.close(id);
};

const isError = (output: unknown): boolean =>
  fields(output)['isError'] === true || fields(output)['is_error'] === true;
