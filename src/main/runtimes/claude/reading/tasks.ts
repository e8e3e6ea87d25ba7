import { fields, list, text, whole, type Fields } from '../../values.ts';
import { stateOf } from './calls.ts';
import type { Scene, Task } from './state.ts';

const MOST_TASKS = 300;
const LONGEST = 2000;

/** The tools that keep a list of things to do one entry at a time, in place of `TodoWrite`. */
export const isTaskTool = (name: string): boolean => /^Task(?:Create|Update|List)$/.test(name);

/** What must be kept of such a call until its result comes. */
export const taskAbout = (input: Fields): string =>
  JSON.stringify({
    id: idOf(input['taskId']),
    text: text(input['subject'])?.slice(0, LONGEST) ?? null,
    status: text(input['status'])?.slice(0, 40) ?? null,
  });

const idOf = (value: unknown): string | null => {
  const id = text(value) ?? whole(value)?.toString() ?? null;
  return id === null ? null : id.slice(0, 100);
};

const taskIn = (value: unknown): Task[] => {
  const { id, subject, status } = fields(value);
  const [known, said] = [idOf(id), text(subject)];
  return known === null || said === null
    ? []
    : [{ id: known, text: said.slice(0, LONGEST), state: stateOf(status) }];
};

const created = (tasks: readonly Task[], about: Fields, beside: unknown, said: string): Task[] => {
  const { id, subject } = fields(fields(beside)['task']);
  const number = idOf(id) ?? /#(\d{1,10})/.exec(said.slice(0, 200))?.[1];
  const what = text(subject) ?? text(about['text']);
  if (number === undefined || what === null) return [...tasks];
  const rest = tasks.filter((task) => task.id !== number);
  return [...rest, { id: number, text: what.slice(0, LONGEST), state: 'open' }];
};

const updated = (tasks: readonly Task[], about: Fields): Task[] => {
  const { id, status } = about;
  if (status === 'deleted') return tasks.filter((task) => task.id !== id);
  return tasks.map((task) =>
    task.id === id
      ? {
          ...task,
          text: text(about['text']) ?? task.text,
          state: status === null ? task.state : stateOf(status),
        }
      : task,
  );
};

/** The list after a task tool's result: one row a turn, as it stands then. */
export const taskTold = (
  scene: Scene,
  call: { readonly name: string; readonly about: Fields },
  beside: unknown,
  said: string,
): void => {
  const { state, book, at, inside } = scene;
  const { name, about } = call;
  const before = state.tasks;
  if (name === 'TaskCreate') state.tasks = created(before, about, beside, said);
  if (name === 'TaskUpdate') state.tasks = updated(before, about);
  if (name === 'TaskList') {
    const told = list(fields(beside)['tasks']).slice(0, MOST_TASKS).flatMap(taskIn);
    if (told.length > 0) state.tasks = told;
  }
  state.tasks = state.tasks.slice(-MOST_TASKS);
  if (JSON.stringify(state.tasks) === JSON.stringify(before)) return;
  const todos = state.tasks.map((task) => ({ text: task.text, state: task.state }));
  book.todos({ at, kind: 'todo', todos, ...inside });
};
