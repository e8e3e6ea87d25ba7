import type { Todo } from '#shared/contract/transcripts.ts';
import { fields, list, text, titleOf, whole, type Fields } from '../../values.ts';
import { replacement, together, wholeFile } from './diff.ts';
import { named, type About } from './step.ts';

const LONGEST_INPUT = 200;

/** An input as text, short; nothing where it is too deep to write. */
const jsonOf = (input: Fields): string => {
  try {
    const json = JSON.stringify(input);
    return json === '{}' ? '' : json.slice(0, LONGEST_INPUT).toWellFormed();
  } catch {
    // Nested deeper than it can be written: its name is enough.
    return '';
  }
};

const SPEAKING = ['description', 'query', 'prompt', 'url', 'pattern', 'command', 'message', 'name', 'title'];

/** What a call of any tool is about: the field that says most, or else its whole input. */
const aboutOf = (input: Fields): string => {
  for (const name of SPEAKING) {
    const said = text(input[name]);
    if (said !== null && said.trim() !== '') return titleOf(said) ?? '';
  }
  return jsonOf(input);
};

const read = (input: Fields): About => {
  const from = whole(input['offset']);
  const size = whole(input['limit']);
  const lines = [from === null ? '' : `from line ${from}`, size === null ? '' : `${size} lines`];
  const part = lines.filter((one) => one !== '').join(', ');
  const path = text(input['file_path']) ?? text(input['notebook_path']) ?? text(input['path']);
  return { tool: 'Read', ...named('path', path), ...named('text', part) };
};

const search = (input: Fields): About => {
  const filter = text(input['glob']) ?? text(input['type']);
  const said = text(input['pattern']) ?? text(input['query']) ?? '';
  const where = filter === null ? said : `${said} (${filter})`;
  return { tool: 'Search', ...named('text', where), ...named('path', text(input['path'])) };
};

const write = (input: Fields): About => {
  const content = text(input['content']);
  const change = content === null ? {} : wholeFile(content);
  return { tool: 'Write', ...named('path', text(input['file_path'])), ...change };
};

const edits = (input: Fields): About => {
  const all = Array.isArray(input['edits']) ? list(input['edits']).map(fields) : [input];
  const changes = all.map((one) => replacement(text(one['old_string']) ?? '', text(one['new_string']) ?? ''));
  return { tool: 'Edit', ...named('path', text(input['file_path'])), ...together(changes) };
};

const notebook = (input: Fields): About => {
  const source = text(input['new_source']) ?? '';
  const mode = text(input['edit_mode']);
  const change = mode === 'delete' ? {} : wholeFile(source);
  return {
    tool: 'Edit',
    ...named('path', text(input['notebook_path'])),
    ...named('text', mode === null ? null : `${mode} cell`),
    ...change,
  };
};

const questions = (input: Fields): About => {
  const all = list(input['questions']).map((one) => text(fields(one)['question']) ?? '');
  const said = all.filter((one) => one !== '').join('\n') || (text(input['question']) ?? '');
  return { tool: 'AskUserQuestion', ...named('text', said) };
};

const STATES: Readonly<Record<string, Todo['state']>> = {
  pending: 'open',
  in_progress: 'doing',
  completed: 'done',
};

/** The state of an entry of a list, as both families of list tools call it; open where it is none of theirs. */
export const stateOf = (status: unknown): Todo['state'] => {
  const name = text(status) ?? '';
  return (Object.hasOwn(STATES, name) ? STATES[name] : undefined) ?? 'open';
};

const MOST_TODOS = 500;

/** The entries of a `TodoWrite`. */
export const todosIn = (input: Fields): Todo[] =>
  list(input['todos'])
    .slice(0, MOST_TODOS)
    .map(fields)
    .flatMap(({ content, status }) =>
      typeof content === 'string' ? [{ text: content, state: stateOf(status) }] : [],
    );

const TOOLS: Readonly<Record<string, (input: Fields) => About>> = {
  Bash: (input) => ({
    tool: 'Bash',
    command: text(input['command']) ?? '',
    ...named('text', text(input['description'])),
  }),
  Read: read,
  NotebookRead: read,
  LS: read,
  Grep: search,
  Glob: search,
  WebSearch: search,
  web_search: search,
  WebFetch: (input) => ({ tool: 'Fetch', ...named('text', text(input['url'])) }),
  web_fetch: (input) => ({ tool: 'Fetch', ...named('text', text(input['url'])) }),
  Write: write,
  Edit: edits,
  MultiEdit: edits,
  NotebookEdit: notebook,
  AskUserQuestion: questions,
  ExitPlanMode: (input) => ({ tool: 'ExitPlanMode', ...named('text', text(input['plan'])) }),
};

/** Tools that start a sub-agent: `Task` until 2.0, `Agent` since. */
const isAgent = (name: string): boolean => name === 'Task' || name === 'Agent';

/** What a call is about, by the tool's name and its input. */
export const callOf = (name: string, input: Fields): About => {
  const known = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (known) return known(input);
  if (isAgent(name)) {
    const task = text(input['description']) ?? titleOf(text(input['prompt']) ?? '');
    return { tool: 'Agent', ...named('text', task) };
  }
  const tool = name.slice(0, LONGEST_INPUT).toWellFormed();
  return { tool, ...named('text', aboutOf(input)), ...named('path', text(input['file_path'])) };
};
