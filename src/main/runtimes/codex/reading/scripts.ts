import { fields, isFields, list, parsed, text } from '../../values.ts';
import { agentCalled } from './agents.ts';
import { commandDraft, oneLine, otherDraft, todosOf } from './drafts.ts';
import { patchedFiles } from './patch.ts';
import { resultOf, textOf, type Result } from './result.ts';
import { callsIn, sessionOf, type ScriptCall } from './script.ts';
import type { ReaderState, Scene, Script } from './state.ts';

const begin = ({ state, book, at }: Scene, id: string, call: ScriptCall): void => {
  const { tool, args, literal } = call;
  if (tool === 'exec_command' || tool === 'shell_command' || tool === 'shell') {
    book.call(id, 'command', [commandDraft(at, args['cmd'] ?? args['command'] ?? literal ?? '')]);
    return;
  }
  const files = tool === 'apply_patch' ? patchedFiles(literal ?? text(args['input']) ?? '', state.cwd) : [];
  if (files.length > 0) book.patch(id, at, files);
  else book.call(id, 'other', [otherDraft(at, tool, args, literal ?? '')]);
};

/** A command whose text is made while the script runs has no step before its own item comes. */
const isVisible = ({ tool, args, literal }: ScriptCall): boolean => {
  if (tool === 'exec_command' || tool === 'shell_command' || tool === 'shell')
    return (text(args['cmd']) ?? text(args['command']) ?? literal) !== null;
  return tool !== 'apply_patch' || (literal ?? text(args['input'])) !== null;
};

const MOST = 200;

/** Remembers a script, or what waits like one, until its output comes. */
export const keep = ({ scripts }: ReaderState, id: string, script: Script): void => {
  const names = Object.keys(scripts);
  const [oldest] = names;
  if (names.length >= MOST && oldest !== undefined) delete scripts[oldest];
  scripts[`s${id}`] = script;
};

/** A script of the code mode begins: the calls its text shows are steps. */
export const scriptCalled = (scene: Scene, id: string, script: string): void => {
  const { state, book, at } = scene;
  const calls: string[] = [];
  const sessions: string[] = [];
  let todos: Script['todos'] = null;
  for (const [index, call] of callsIn(script).entries()) {
    const own = `${id}#${index}`;
    const session = call.tool === 'write_stdin' ? sessionOf(call.args['session_id']) : null;
    if (session !== null && book.running(session) !== null) sessions.push(session);
    else if (call.tool === 'update_plan') todos = todosOf(call.args['plan']);
    else if (call.tool === 'spawn_agent') agentCalled(scene, own, call.args);
    else if (isVisible(call)) {
      begin(scene, own, call);
      calls.push(own);
    }
  }
  keep(state, id, { at, text: script.slice(0, 4000), calls, sessions, todos, items: state.items });
};

interface Output {
  readonly whole: Result;
  /** What the script printed, one text per print. */
  readonly printed: readonly string[];
}

const outputOf = (output: unknown): Output => {
  const parts = list(output).map((part) => text(part) ?? text(fields(part)['text']) ?? '');
  const [head, ...printed] = parts;
  if (head === undefined) return { whole: resultOf(output), printed: [] };
  return { whole: { ...resultOf(head), output: textOf(printed) }, printed };
};

/** Of what was printed, the results of commands: JSON with a code, or with the number of one that goes on. */
const resultsIn = (printed: readonly string[]): readonly Result[] =>
  printed.flatMap((one) => {
    const value = /^\s*[[{]/.test(one) ? parsed(one.trim()) : undefined;
    const values = Array.isArray(value) ? value : [value];
    return values.filter(isFields).flatMap((each) => {
      const result = resultOf(each);
      return result.exitCode === null && result.session === null ? [] : [result];
    });
  });

/** The calls of a script that no item told of get what the script printed, if it is clear whose it is. */
const settle = (scene: Scene, script: Script, { whole, printed }: Output): void => {
  const { book, at } = scene;
  const open = script.calls.filter((id) => book.find(id)?.told === false);
  const commands = [...script.sessions.map((session) => book.running(session)), ...open].filter(
    (id) => id !== null && book.find(id)?.kind === 'command',
  );
  const results = whole.success === false ? [] : resultsIn(printed);
  for (const [index, id] of commands.entries()) {
    const result = results.length === commands.length ? results[index] : undefined;
    if (id !== null && result) book.result(id, result, at);
  }
  for (const id of open) {
    const found = book.find(id);
    if (!found || found.told || found.session !== null) continue;
    const isLone = open.length === 1;
    const unknown = { ...whole, exitCode: null, durationMs: null, output: isLone ? whole.output : '' };
    const isSure = found.kind === 'patch' || whole.success === false;
    book.result(
      id,
      { ...unknown, success: isSure && (isLone || whole.success === true) ? whole.success : null },
      at,
    );
  }
};

const CELL = /^Script running with cell ID (\S{1,40})/;

/** A script that goes on is kept under the number that `wait` asks for. */
const goesOn = ({ state }: Scene, script: Script, output: unknown): boolean => {
  const cell = CELL.exec(textOf(output).slice(0, 100))?.[1];
  if (cell === undefined) return false;
  state.scripts[`k${cell}`] = script;
  return true;
};

/** `wait` asks for a script that goes on: its answer is the script's. False: there is none of that number. */
export const scriptAwaited = ({ state }: Scene, id: string, cell: string): boolean => {
  const script = state.scripts[`k${cell}`];
  if (!script) return false;
  delete state.scripts[`k${cell}`];
  state.scripts[`s${id}`] = script;
  return true;
};

/** The end of a script, or of a word to a running command, or of a plan. */
export const scriptAnswered = (scene: Scene, id: string, script: Script, output: unknown): void => {
  const { state, book, at } = scene;
  const answer = outputOf(output);
  const { whole } = answer;
  const isScript = script.items >= 0;
  if (isScript && goesOn(scene, script, output)) return;
  if (!isScript && script.sessions.length > 0) {
    const running = book.running(script.sessions[0] ?? '');
    if (running !== null) book.result(running, whole, at);
  }
  const isFailed = whole.success === false;
  if (script.todos !== null && !isFailed) book.todos(script.at, script.todos);
  const unsettled = script.calls.filter((call) => book.find(call)?.told === false).length;
  if (isScript) settle(scene, script, answer);
  book.close(id);
  const isShown =
    (unsettled > 0 && (unsettled === 1 || !isFailed)) ||
    script.sessions.length > 0 ||
    (script.todos !== null && !isFailed);
  if (isShown || (state.items > script.items && !isFailed && isScript)) return;
  if (whole.note === 'interrupted' && script.calls.length > 0) return;
  if (script.calls.length > 0 && !isFailed) return;
  book.add({
    at: script.at,
    kind: 'tool',
    tool: script.todos === null ? 'exec' : 'update_plan',
    ...(script.todos === null ? { text: oneLine(script.text) } : {}),
    ...(whole.output === '' ? {} : { output: whole.output }),
    success: whole.success,
    ...(whole.note === null ? {} : { note: whole.note }),
    ...(whole.durationMs === null ? {} : { durationMs: whole.durationMs }),
  });
};

/** The log ends here, now: a plan counts, and a script that showed nothing shows itself. */
export const scriptsEnd = ({ state, book }: Scene): void => {
  for (const { at, text: said, todos, items, calls, sessions } of Object.values(state.scripts)) {
    if (todos !== null) book.todos(at, todos);
    else if (items >= 0 && items === state.items && calls.length + sessions.length === 0)
      book.add({ at, kind: 'tool', tool: 'exec', text: oneLine(said), note: 'no-result' });
  }
};
