import type { Step } from '#shared/contract/transcripts.ts';
import { fields, parsed, text, type Fields } from '../../values.ts';
import type { Result } from './result.ts';
import type { ReaderState, Scene } from './state.ts';

const MOST = 500;

/** Remembers the step of a sub-agent under one of its names. */
const remember = (state: ReaderState, name: string, step: Step): void => {
  const names = Object.keys(state.agents);
  const oldest = names[0];
  if (names.length >= MOST && oldest !== undefined) delete state.agents[oldest];
  state.agents[name] = step;
};

/** The agent does something more: every name it has gets the new step. */
const revise = ({ state, book }: Scene, step: Step, change: Partial<Step>): Step => {
  const { note: _, ...rest } = step;
  const next = book.replace({ ...rest, ...change });
  for (const [name, known] of Object.entries(state.agents))
    if (known.seq === next.seq) state.agents[name] = next;
  return next;
};

/** A call that starts a sub-agent. */
export const agentCalled = ({ state, book, at }: Scene, id: string, args: Fields): void => {
  const said = text(args['message']) ?? text(args['prompt']) ?? text(args['task_name']) ?? '';
  book.call(id, 'other', [{ at, kind: 'tool', tool: 'Agent', text: said }]);
  const step = book.find(id)?.steps[0];
  if (step) remember(state, `c${id}`, step);
};

/** The sub-agent of a call has a log of its own. */
export const agentStarted = (scene: Scene, call: string, child: string | null, path: string | null): void => {
  const { state, book } = scene;
  const step = state.agents[`c${call}`];
  if (!step || child === null) return;
  const open = book.find(call);
  if (open) book.exact(call, {});
  const next = revise(scene, open?.steps[0] ?? step, { opens: child });
  remember(state, `i${child}`, next);
  if (path !== null) remember(state, `p${path}`, next);
};

/** What starting it gave back: the child's id, or only its name. False: the call started none. */
export const agentAnswered = (scene: Scene, id: string, result: Result): boolean => {
  const { state, book, at } = scene;
  const step = state.agents[`c${id}`];
  if (!step) return false;
  const value = fields(parsed(result.output));
  const child = text(value['agent_id']) ?? text(value['thread_id']) ?? text(value['new_thread_id']);
  const name = text(value['task_name']);
  if (child !== null) agentStarted(scene, id, child, null);
  else if (name === null && book.find(id)) {
    // No name and no id: it was not started.
    book.result(id, { ...result, success: result.success ?? false }, at);
  } else if (book.find(id)) {
    book.exact(id, {});
    const named = state.agents[`c${id}`];
    if (named && name !== null) remember(state, `p${name}`, named);
  }
  return true;
};

const FAILURES = ['errored', 'failed', 'error', 'not_found'];

/** How a sub-agent ended; null success while it goes on. */
export const agentEnded = (
  scene: Scene,
  name: string,
  end: { readonly success: boolean | null; readonly output: string | null },
): boolean => {
  const step = scene.state.agents[name];
  if (!step) return false;
  const { at } = scene;
  const span = at === null || step.at === null ? null : Math.max(0, Date.parse(at) - Date.parse(step.at));
  revise(scene, step, {
    ...(end.success === null ? {} : { success: end.success, ...(span === null ? {} : { durationMs: span }) }),
    ...(end.output === null ? {} : { output: end.output }),
  });
  return true;
};

/** `wait_agent` gives back how each sub-agent it waited for stands. */
export const agentsWaited = (scene: Scene, output: string): void => {
  if (!output.startsWith('{"status"')) return;
  const status = fields(fields(parsed(output))['status']);
  for (const [child, how] of Object.entries(status)) {
    const completed = text(fields(how)['completed']);
    const failed = FAILURES.map((key) => fields(how)[key]).find((value) => value !== undefined);
    if (completed !== null) agentEnded(scene, `i${child}`, { success: true, output: completed });
    else if (failed !== undefined) agentEnded(scene, `i${child}`, { success: false, output: text(failed) });
  }
};
