import { fields, isFields, list, text, type Fields } from '../../values.ts';
import type { Book } from './book.ts';
import type { Draft } from '../../step-sheet.ts';
import { commandDraft, oneLine, todosOf } from './drafts.ts';
import { commandFacts, searched, serverAnswered, successOf, unknownItem } from './items.ts';
import { occasionOf, type Scene } from './state.ts';
import { fromTurn } from './tokens.ts';

const KINDS: Readonly<Record<string, string>> = { add: 'Write', update: 'Edit', delete: 'Delete' };

const files = (at: string | null, one: Fields): Draft[] =>
  list(one['changes'])
    .slice(0, 10_000)
    .map(fields)
    .map((change) => {
      const kind = text(change['kind']) ?? 'update';
      const diff = text(change['diff']) ?? text(change['unified_diff']);
      return {
        at,
        kind: 'tool',
        tool: Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? 'Edit') : 'Edit',
        path: text(change['path']) ?? '',
        ...(diff === null ? {} : { diff }),
        success: successOf(one['status']),
      };
    });

/** Sub-agents: the call that starts one opens its log; one that waits tells how each ended. */
const agent = ({ state, book, at }: Scene, id: string, one: Fields, isEnd: boolean): void => {
  const child = text(list(one['receiver_thread_ids'])[0]);
  if (one['tool'] === 'spawn_agent') {
    const draft: Draft = { at, kind: 'tool', tool: 'Agent', text: text(one['prompt']) ?? '' };
    const opens = child === null ? {} : { opens: child };
    const failed = successOf(one['status']) === false ? { success: false } : {};
    if (!isEnd) return book.call(id, 'other', [draft]);
    if (!book.find(id)) book.call(id, 'other', [draft]);
    const step = book.find(id)?.steps[0];
    book.exact(id, { ...opens, ...failed });
    if (step && child !== null) {
      const { note: _, ...rest } = step;
      state.agents[`i${child}`] = { ...rest, ...opens, ...failed };
    }
    return;
  }
  const draft: Draft = {
    at,
    kind: 'tool',
    tool: text(one['tool']) ?? 'collab',
    text: text(one['prompt']) ?? '',
  };
  if (!isEnd) return book.call(id, 'other', [draft]);
  for (const [name, how] of Object.entries(fields(one['agents_states']))) {
    const { status, message } = fields(how);
    const step = state.agents[`i${name}`];
    const said = text(message);
    if (!step || (status !== 'completed' && status !== 'errored')) continue;
    const output = said === null ? {} : { output: said };
    state.agents[`i${name}`] = book.replace({ ...step, ...output, success: status === 'completed' });
  }
  if (!book.exact(id, { success: successOf(one['status']) }))
    book.add({ ...draft, success: successOf(one['status']) });
};

const begun = (book: Book, at: string | null, id: string, one: Fields): void => {
  if (book.find(id)) return;
  switch (one['type']) {
    case 'command_execution':
      return book.call(id, 'command', [commandDraft(at, one['command'])]);
    case 'file_change':
      return book.call(id, 'patch', files(at, one));
    case 'mcp_tool_call': {
      const tool = [one['server'], one['tool']]
        .map(text)
        .filter((part) => part !== null)
        .join('.');
      return book.call(id, 'other', [{ at, kind: 'tool', tool: tool === '' ? 'mcp' : tool.slice(0, 200) }]);
    }
    case 'web_search':
      return book.call(id, 'other', [{ at, kind: 'tool', tool: 'Search', text: text(one['query']) ?? '' }]);
    default:
  }
};

const filesEnded = (book: Book, at: string | null, id: string, one: Fields): void => {
  const open = book.find(id);
  const drafts = files(at, one);
  if (open && open.steps.length === drafts.length) book.exact(id, { success: successOf(one['status']) });
  else for (const draft of drafts) book.add(draft);
  book.close(id);
};

const commandEnded = (book: Book, at: string | null, id: string, one: Fields): void => {
  const facts = commandFacts(one);
  if (!book.exact(id, facts)) book.add({ ...commandDraft(at, one['command']), ...facts });
  book.close(id);
};

const ended = (scene: Scene, id: string, one: Fields): void => {
  const { book, at } = scene;
  if (!book.find(id) && book.isKnown(id)) return;
  const said = text(one['text']) ?? text(one['message']) ?? '';
  const type = text(one['type']) ?? '';
  switch (type) {
    case 'agent_message':
    case 'plan':
    case 'reasoning': {
      const kind = type === 'reasoning' ? 'thinking' : 'text';
      if (said.trim() !== '') book.add({ at, kind, text: said.trim() });
      return book.close(id);
    }
    case 'error':
      // A warning: the run goes on, so nothing has failed.
      if (said !== '') book.add({ at, kind: 'error', text: said });
      return book.close(id);
    case 'command_execution':
      return commandEnded(book, at, id, one);
    case 'file_change':
      return filesEnded(book, at, id, one);
    case 'mcp_tool_call':
      return serverAnswered(scene, id, one);
    case 'web_search':
      return searched(scene, id, one);
    default:
      if (type !== '') unknownItem(scene, type, { ...one, text: oneLine(said) });
      book.close(id);
  }
};

const item = (scene: Scene, line: Fields): void => {
  const { state, book, at } = scene;
  const one = fields(line['item']);
  // Numbers begin again with every process.
  const id = `${state.turns} ${text(one['id']) ?? `unnamed ${book.state.next}`}`;
  const isEnd = line['type'] === 'item.completed';
  if (one['type'] === 'todo_list') return book.todos(at, todosOf(one['items']));
  if (one['type'] === 'collab_tool_call') return agent(scene, id, one, isEnd);
  if (isEnd) ended(scene, id, one);
  else begun(book, at, id, one);
};

const TYPE = /^(?:thread|turn|item)\.\w+$/;

/** One line of `codex exec --json`. False: it is none. */
export const readExec = (scene: Scene, line: Fields): boolean => {
  const { state, book, at, count } = scene;
  const type = text(line['type']);
  if (type === null || (!TYPE.test(type) && (type !== 'error' || isFields(line['payload'])))) return false;
  switch (type) {
    case 'thread.started':
      state.known.conversationId ??= text(line['thread_id']);
      state.known.cwd ??= text(line['cwd']);
      state.turns += 1;
      book.newTurn();
      return true;
    case 'turn.started':
      state.book.todo = null;
      state.book.failure = null;
      return true;
    case 'turn.completed':
      count(fromTurn(state.tokens, line['usage'], occasionOf(scene)));
      return true;
    case 'turn.failed':
      book.failure(at, text(fields(line['error'])['message']) ?? text(line['error']) ?? '');
      return true;
    case 'error': {
      const said = text(line['message']) ?? text(fields(line['error'])['message']) ?? '';
      if (said !== '') book.failure(at, said);
      return true;
    }
    case 'item.started':
    case 'item.updated':
    case 'item.completed':
      item(scene, line);
      return true;
    default:
      // An event of a later version.
      return true;
  }
};
