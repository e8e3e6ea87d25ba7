import type { Step, StepNote } from '#shared/contract/transcripts.ts';
import { StepSheet, without, type Draft } from '../../step-sheet.ts';
import type { FilePatch } from './patch.ts';
import { patchResult, type Result } from './result.ts';
import { finished, patchDraft, patchOutput } from './step.ts';

/** A call of which more may come. */
export interface Open {
  /** Its steps: one, or one per file of a patch. */
  steps: Step[];
  readonly kind: 'command' | 'patch' | 'other';
  /** What `write_stdin` calls the command while it runs. */
  session: string | null;
  /** Its result is told; only an item that knows it better may still come. */
  told: boolean;
}

/** The steps so far, as far as later lines can change them. JSON. */
export interface BookState {
  next: number;
  /** By the call's id with a letter before it, so that no id is a name every object has. */
  open: Record<string, Open>;
  /** Calls that are done with, named like open ones: what is told of them again is no news. The newest. */
  closed: Record<string, true>;
  /** Those before them, forgotten at once. */
  closedBefore: Record<string, true>;
  closedCount: number;
  /** Texts that one kind of line told and the other may tell again, this turn: how often. */
  heard: Record<string, number>;
  heardCount: number;
  /** The newest texts with their moments: a line that stands in the log twice is one. */
  recent: string[];
  todo: Step | null;
  compacted: boolean;
  /** The newest failure's text: it is told as an error and again as the end of its turn. */
  failure: string | null;
}

/** Nothing told yet. */
export const newBookState = (): BookState => ({
  next: 0,
  open: {},
  closed: {},
  closedBefore: {},
  closedCount: 0,
  heard: {},
  heardCount: 0,
  recent: [],
  todo: null,
  compacted: false,
  failure: null,
});

/** Which of two kinds of lines told a text. */
export type Source = 'event' | 'item';

const MOST_OPEN = 300;
const MOST_CLOSED = 300;
const MOST_HEARD = 100;
const markOf = (source: Source, { kind, text = '' }: Draft): string =>
  `${source} ${kind} ${text.length} ${text.slice(0, 80)}${text.slice(-40)}`;

/** Gathers steps: gives them their places, pairs calls with results, and tells what changed since last asked. */
export class Book extends StepSheet {
  readonly state: BookState;

  constructor(state: BookState) {
    super();
    this.state = state;
  }

  add(draft: Draft): Step {
    const step: Step = { exitCode: null, success: null, ...draft, seq: this.state.next };
    this.state.next += 1;
    if (draft.kind !== 'lifecycle') this.state.compacted = draft.kind === 'compaction';
    return this.put(step);
  }

  /** A text; told by two kinds of lines, or by one line that stands there twice, it is one step. */
  say(draft: Draft, source: Source): Step | null {
    const { heard, recent } = this.state;
    const mark = markOf(source, draft);
    const line = `${draft.at} ${mark}`;
    if (draft.at !== null && recent.includes(line)) return null;
    this.state.recent = [...recent.slice(-7), line];
    const other = markOf(source === 'event' ? 'item' : 'event', draft);
    const open = heard[other] ?? 0;
    if (open > 0) {
      heard[other] = open - 1;
      return null;
    }
    this.state.heardCount += 1;
    if (this.state.heardCount > MOST_HEARD) this.forget();
    this.state.heard[mark] = (this.state.heard[mark] ?? 0) + 1;
    return this.add(draft);
  }

  /** A new turn: what was told before is not told again, and what is still open got no result. */
  newTurn(): void {
    this.forget();
    this.state.todo = null;
    this.state.failure = null;
    this.note('no-result');
  }

  private forget(): void {
    this.state.heard = {};
    this.state.heardCount = 0;
  }

  /** Calls that still run get this note; a command in the background goes on. */
  note(note: StepNote): void {
    for (const open of Object.values(this.state.open)) {
      if (open.told || open.session !== null) continue;
      open.steps = open.steps.map((step) => (step.note === 'running' ? this.put({ ...step, note }) : step));
    }
  }

  compaction(at: string | null, text: string | null): void {
    if (this.state.compacted) return;
    this.add({ at, kind: 'compaction', ...(text === null || text === '' ? {} : { text }) });
  }

  /** Something went wrong; a CLI that tries again has not failed yet. */
  failure(at: string | null, text: string): void {
    if (text === this.state.failure) return;
    this.state.failure = text;
    const isTried = /^(?:Reconnecting|Retrying)\b/i.test(text);
    this.add({ at, kind: 'error', text, success: isTried ? null : false });
  }

  /** The plan as it stands; later ones of a turn replace the first. */
  todos(at: string | null, todos: NonNullable<Step['todos']>): void {
    const { todo } = this.state;
    this.state.todo = todo ? this.put({ ...todo, todos }) : this.add({ at, kind: 'todo', todos });
  }

  isKnown(id: string): boolean {
    const { open, closed, closedBefore } = this.state;
    const name = `c${id}`;
    return open[name] !== undefined || closed[name] === true || closedBefore[name] === true;
  }

  find(id: string): Open | null {
    return this.state.open[`c${id}`] ?? null;
  }

  call(id: string, kind: Open['kind'], drafts: readonly Draft[]): void {
    const ids = Object.keys(this.state.open);
    const [oldest] = ids;
    if (ids.length >= MOST_OPEN && oldest !== undefined) this.giveUp(oldest);
    this.giveUp(`c${id}`);
    const steps = drafts.map((draft) => this.add({ note: 'running', ...draft }));
    this.state.open[`c${id}`] = { steps, kind, session: null, told: false };
  }

  /** Nothing more is expected of a call. */
  private giveUp(name: string): void {
    const open = this.state.open[name];
    if (!open) return;
    for (const step of open.steps) if (step.note === 'running') this.put({ ...step, note: 'no-result' });
    delete this.state.open[name];
  }

  patch(id: string, at: string | null, files: readonly FilePatch[]): void {
    this.call(
      id,
      'patch',
      files.map((file) => ({ at, kind: 'tool', ...patchDraft(file) })),
    );
  }

  /** The files of a patch as they were changed, for those it was to change. */
  patched(id: string, files: readonly FilePatch[], success: boolean | null): boolean {
    const open = this.find(id);
    if (open?.kind !== 'patch') return false;
    const left = [...files];
    open.steps = open.steps.map((step) => {
      const at = left.findIndex(({ path }) => path === step.path || path.endsWith(`/${step.path}`));
      const file = at < 0 ? undefined : left.splice(at, 1)[0];
      return this.put({ ...without(step), ...(file === undefined ? {} : patchDraft(file)), success });
    });
    open.told = true;
    return true;
  }

  /** The result of a call; of a patch each file has it. False: no such call is open. */
  result(id: string, told: Result, at: string | null): boolean {
    const open = this.find(id);
    if (!open) return false;
    if (!open.told) {
      const result = open.kind === 'patch' ? patchOutput(patchResult(told)) : told;
      open.steps = open.steps.map((step) => this.put(this.timed(finished(step, result), open, at)));
      open.session = result.session;
    }
    open.told = open.session === null && told.note !== 'running';
    // An item may still tell the code of what was broken off, and of a command whose output does not.
    const isOpen = told.note === 'interrupted' || (open.kind === 'command' && told.success === null);
    if (open.told && !isOpen) this.close(id);
    return true;
  }

  /** A command in the background took as long as the log says, not only while it was asked. */
  private timed(step: Step, open: Open, at: string | null): Step {
    if (open.session === null || at === null || step.at === null) return step;
    const span = Date.parse(at) - Date.parse(step.at);
    return { ...step, durationMs: Math.max(step.durationMs ?? 0, span) };
  }

  /** The command that `write_stdin` writes to: its call's id. */
  running(session: string): string | null {
    const found = Object.entries(this.state.open).find(([, one]) => one.session === session);
    return found?.[0].slice(1) ?? null;
  }

  /** What an item knows of a call for certain, instead of what was read from its output. */
  exact(id: string, change: Partial<Step>): boolean {
    const open = this.find(id);
    if (!open) return false;
    open.steps = open.steps.map((step) => {
      const isInterrupted = step.note === 'interrupted';
      return this.put({ ...without(step), ...change, ...(isInterrupted ? { note: 'interrupted' } : {}) });
    });
    this.close(id);
    return true;
  }

  /** Changes the steps of an open call, which stays open. */
  revise(id: string, change: Partial<Step>): void {
    const open = this.find(id);
    if (open) open.steps = open.steps.map((step) => this.put({ ...step, ...change }));
  }

  /** Revises a step that no open call holds. */
  replace(step: Step): Step {
    return this.put(step);
  }

  /** Nothing more is told of a call. */
  close(id: string): void {
    this.giveUp(`c${id}`);
    if (this.state.closedCount >= MOST_CLOSED) {
      this.state.closedBefore = this.state.closed;
      this.state.closed = {};
      this.state.closedCount = 0;
    }
    this.state.closed[`c${id}`] = true;
    this.state.closedCount += 1;
  }

  /** The open command with that text: the one of that number, or else the newest that has none. Its call's id. */
  command(text: string, session: string | null): string | null {
    const all = Object.entries(this.state.open).filter(
      ([, { kind, steps }]) => kind === 'command' && steps[0]?.command === text,
    );
    const found =
      all.find(([, one]) => one.session !== null && one.session === session) ??
      all.findLast(([, one]) => one.session === null) ??
      all[0];
    return found?.[0].slice(1) ?? null;
  }

  /** The open patch that touches one of these files, the oldest: its call's id. */
  patchOf(files: readonly FilePatch[]): string | null {
    const touches = (path = ''): boolean =>
      files.some((file) => file.path === path || file.path.endsWith(`/${path}`));
    const found = Object.entries(this.state.open).find(
      ([, { kind, steps, told }]) => kind === 'patch' && !told && steps.some((step) => touches(step.path)),
    );
    return found?.[0].slice(1) ?? null;
  }

  /** The log ends here, now: what is still open says so. */
  end(): void {
    for (const name of Object.keys(this.state.open)) this.giveUp(name);
  }
}
