import type { Step, StepNote } from '#shared/contract/transcripts.ts';
import { StepSheet, without, type Draft } from '../../step-sheet.ts';
import { named } from './step.ts';

/** A call whose result has not come. */
export interface Open {
  /** Null: a call that shows no step of its own. */
  step: Step | null;
  /** The tool, as Claude Code calls it. */
  readonly name: string;
  /** What its result must be read with: the entry a task call is about. */
  readonly about: string | null;
  /** It was refused before its result said so. */
  declined: boolean;
}

/** What the newest step is, where the next line may add to it. */
export type Role = 'retry' | 'compaction' | 'command' | 'shell' | 'interrupted';

/** The steps so far, as far as later lines can change them. JSON. */
export interface BookState {
  next: number;
  /** By the call's id with a letter before it, so that no id is a name every object has. */
  open: Record<string, Open>;
  /** Calls that have their result: what is told of them again is no news. The newest. */
  closed: string[];
  /** Marks of the newest lines and blocks: what stands in the log twice is one. */
  recent: string[];
  /** The newest step, where lines may still add to it. */
  last: { step: Step; role: Role } | null;
  /** The list of things to do of this turn. */
  todo: Step | null;
  /** Calls that started a sub-agent, by their id with a letter before it. The newest. */
  agents: Record<string, Step>;
  /** The newest failure's text: it is told as a message and again as a result. */
  failure: string | null;
}

/** Nothing told yet. */
export const newBookState = (): BookState => ({
  next: 0,
  open: {},
  closed: [],
  recent: [],
  last: null,
  todo: null,
  agents: {},
  failure: null,
});

const MOST_OPEN = 500;
const MOST_CLOSED = 300;
const MOST_RECENT = 160;
const MOST_AGENTS = 200;

const bound = (record: Record<string, unknown>, most: number): void => {
  const names = Object.keys(record);
  const oldest = names[0];
  if (names.length >= most && oldest !== undefined) delete record[oldest];
};

/** Gathers steps: gives them their places, pairs calls with results, and tells what changed since last asked. */
export class Book extends StepSheet {
  readonly state: BookState;

  constructor(state: BookState) {
    super();
    this.state = state;
  }

  /** `role`: what later lines may add to it as. */
  add(draft: Draft, role: Role | null = null): Step {
    const step = this.put({ exitCode: null, success: null, ...draft, seq: this.state.next });
    this.state.next += 1;
    this.state.last = role === null ? null : { step, role };
    return step;
  }

  /** The newest step, if it has that role. */
  last(role: Role): Step | null {
    return this.state.last?.role === role ? this.state.last.step : null;
  }

  /** Adds to the newest step. */
  amend(change: Partial<Step>): void {
    const { last } = this.state;
    if (last) last.step = this.put({ ...last.step, ...change });
  }

  /** Whether a line or block was told already; it is remembered. */
  isTold(mark: string): boolean {
    const { recent } = this.state;
    if (recent.includes(mark)) return true;
    recent.push(mark);
    if (recent.length > MOST_RECENT) recent.shift();
    return false;
  }

  /** Something went wrong; the same words twice in a row are one failure. */
  failed(draft: Draft): void {
    const said = draft.text ?? '';
    if (said !== '' && said === this.state.failure) return;
    this.add({ ...draft, kind: 'error', success: false });
    this.state.failure = said;
  }

  /** The person spoke: what was told before is not told again, and what is still open got no result. */
  newTurn(): void {
    this.state.todo = null;
    this.state.failure = null;
    this.note('no-result');
  }

  /** Calls that still run get this note. */
  note(note: StepNote): void {
    for (const open of Object.values(this.state.open))
      if (open.step?.note === 'running') open.step = this.put({ ...open.step, note });
  }

  /** The list as it stands; later ones of a turn replace the first. */
  todos(draft: Draft): void {
    const { todo } = this.state;
    const isSame = todo !== null && todo.within === draft.within;
    this.state.todo = isSame ? this.put({ ...todo, ...draft, at: todo.at }) : this.add(draft);
  }

  isKnown(id: string): boolean {
    return this.state.open[`c${id}`] !== undefined || this.state.closed.includes(id);
  }

  find(id: string): Open | null {
    return this.state.open[`c${id}`] ?? null;
  }

  /** A call; without a draft it shows nothing. */
  call(id: string, name: string, draft: Draft | null, about: string | null = null): Step | null {
    bound(this.state.open, MOST_OPEN);
    const step = draft === null ? null : this.add({ note: 'running', ...draft });
    this.state.open[`c${id}`] = { step, name, about, declined: false };
    if (step?.tool === 'Agent') {
      bound(this.state.agents, MOST_AGENTS);
      this.state.agents[`c${id}`] = step;
    }
    return step;
  }

  /** The call has its result. */
  close(id: string, step: Step | null): void {
    delete this.state.open[`c${id}`];
    this.state.closed.push(id);
    if (this.state.closed.length > MOST_CLOSED) this.state.closed.shift();
    if (step === null) return;
    const done = this.put(step);
    if (this.state.agents[`c${id}`]) this.state.agents[`c${id}`] = done;
  }

  /** What a service of the vendor's own gave back for a call, inside the answer. */
  closeWith(id: string | null, output: string, isError: boolean, at: string | null): void {
    const open = id === null ? null : this.find(id);
    if (id === null || !open?.step) return;
    const span = at === null || open.step.at === null ? null : Date.parse(at) - Date.parse(open.step.at);
    this.close(id, {
      ...without(open.step),
      success: !isError,
      ...named('output', output),
      ...(span === null || span <= 0 ? {} : { durationMs: span }),
    });
  }

  /** The step of a call that started a sub-agent. */
  agent(id: string): Step | null {
    return this.state.agents[`c${id}`] ?? null;
  }

  /** The call of the sub-agent that has that log: its id. */
  agentOf(conversationId: string): string | null {
    const found = Object.entries(this.state.agents).find(([, { opens }]) => opens === conversationId);
    return found?.[0].slice(1) ?? null;
  }

  /**
   * The open call of a sub-agent that was given this task, or else the newest of any. Of several with the same
   * task, the first that no sub-agent has `taken` yet, by the places of their steps.
   */
  agentWith(task: string | null, taken: ReadonlySet<number>): Step | null {
    const open = Object.values(this.state.open).flatMap(({ step, about }) =>
      step?.tool === 'Agent' ? [{ step, about }] : [],
    );
    const given = task === null ? [] : open.filter(({ about }) => about === task);
    const free = given.find(({ step }) => !taken.has(step.seq));
    return (free ?? given[0] ?? open.at(-1))?.step ?? null;
  }

  /** Something more is known of a sub-agent's call. */
  reviseAgent(id: string, change: Partial<Step>, isEnd: boolean): void {
    const known = this.state.agents[`c${id}`];
    if (!known) return;
    const step = this.put({ ...(isEnd ? without(known) : known), ...change });
    this.state.agents[`c${id}`] = step;
    const open = this.find(id);
    if (open) open.step = step;
  }

  /** The log ends here, now: what is still open says so. Nothing is decided by it. */
  end(): void {
    const open = Object.values(this.state.open).map(({ step }) => step);
    for (const step of [...open, ...Object.values(this.state.agents)])
      if (step?.note === 'running') this.put({ ...step, note: 'no-result' });
  }
}
