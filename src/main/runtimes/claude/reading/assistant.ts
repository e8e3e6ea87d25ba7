import { fields, isFields, list, text, titleOf, type Fields } from '../../values.ts';
import { callOf, todosIn } from './calls.ts';
import { idIn, type Scene } from './state.ts';
import { isTaskTool, taskAbout } from './tasks.ts';
import { countMessage, ownerOf, SYNTHETIC } from './tokens.ts';

/** What the CLI writes in the model's place where there was nothing to answer. */
const EMPTY = new Set(['', 'No response requested.', '(no content)']);

const textsIn = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : list(content)
        .map((block) => text(fields(block)['text']) ?? '')
        .filter((one) => one !== '')
        .join('\n');

const markOf = (id: string, type: string, said: string): string =>
  `${id} ${type} ${said.length} ${said.slice(0, 80)}`;

const called = ({ book, at, inside }: Scene, block: Fields): void => {
  const name = text(block['name']) ?? '';
  const id = idIn(block['id']);
  const input = fields(block['input']);
  if (id !== null && book.isKnown(id)) return;
  if (name === 'TodoWrite' && Array.isArray(input['todos'])) {
    book.todos({ at, kind: 'todo', todos: todosIn(input), ...inside });
    if (id !== null) book.call(id, name, null);
    return;
  }
  if (isTaskTool(name) && id !== null) {
    book.call(id, name, null, taskAbout(input));
    return;
  }
  const draft = { at, kind: 'tool' as const, ...callOf(name, input), ...inside };
  if (id === null) {
    book.add({ ...draft, note: 'no-result' });
    return;
  }
  const task = draft.tool === 'Agent' ? text(input['prompt']) : null;
  book.call(id, name, draft, task === null || task.length > 20_000 ? null : task);
};

const blockIn = (scene: Scene, message: string | null, block: Fields): void => {
  const { book, at, inside } = scene;
  const type = text(block['type']) ?? '';
  const said = text(type === 'thinking' ? block['thinking'] : block['text'])?.trim() ?? '';
  switch (type) {
    case 'text':
    case 'thinking':
      if (said === '' || (message !== null && book.isTold(markOf(message, type, said)))) return;
      book.add({ at, kind: type, text: said, ...inside });
      return;
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      called(scene, block);
      return;
    default:
      if (type.endsWith('_tool_result')) {
        const { content, tool_use_id: id, is_error: isError } = block;
        scene.book.closeWith(idIn(id), textsIn(content), isError === true, at);
      } else if (said !== '') {
        book.add({ at, kind: 'text', text: said, note: 'unknown-kind', ...inside });
      }
  }
};

/** What the CLI says in the model's place: that something went wrong, or nothing. */
const syntheticSaid = ({ book, line, at, inside }: Scene, content: unknown): void => {
  const said = textsIn(content).trim();
  const isError = line['isApiErrorMessage'] === true || line['is_api_error_message'] === true;
  if (!isError && (EMPTY.has(said) || line['isApiErrorMessage'] === false)) return;
  book.failed({ at, kind: 'error', text: said, ...inside });
};

/** A line with a part of an answer. */
export const assistantLine = (scene: Scene): void => {
  const { line, state, inside } = scene;
  const message = fields(line['message']);
  const { content } = message;
  const model = idIn(message['model']);
  if (model === SYNTHETIC || line['isApiErrorMessage'] === true) {
    syntheticSaid(scene, content);
    return;
  }
  if (inside.within === undefined && model !== null) state.known.model = model;
  const owner = ownerOf(line);
  if (owner !== null && !state.isSubagent) state.known.forkOf = owner;
  countMessage(scene, message);
  if (state.known.prompt === null && state.known.command !== null)
    state.known.prompt = titleOf(state.known.command);
  const id = idIn(message['id']);
  if (typeof content === 'string') blockIn(scene, id, { type: 'text', text: content });
  for (const block of list(content)) if (isFields(block)) blockIn(scene, id, block);
};
