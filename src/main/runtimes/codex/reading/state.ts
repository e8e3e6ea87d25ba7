import type { Step } from '#shared/contract/transcripts.ts';
import type { TokenEvent } from '../../reader.ts';
import { momentOf } from '../../values.ts';
import { newBookState, type Book, type BookState } from './book.ts';
import { newLineage, type Lineage } from './lineage.ts';
import { continuedTokens, newTokenState, type Occasion, type TokenState } from './tokens.ts';

/** What is known of the conversation as a whole. */
export interface Known {
  conversationId: string | null;
  parentId: string | null;
  forkOf: string | null;
  cwd: string | null;
  cliVersion: string | null;
  startedAt: string | null;
  /** As the newest line has it. */
  endedAt: string | null;
  model: string | null;
  title: string | null;
}

/** A script of the code mode, or a word to a running command, until its output comes. */
export interface Script {
  readonly at: string | null;
  readonly text: string;
  /** Its calls that have steps: their ids. */
  readonly calls: readonly string[];
  /** The running commands it writes to. */
  readonly sessions: readonly string[];
  /** A plan that counts once the script has worked. */
  readonly todos: NonNullable<Step['todos']> | null;
  /** How many items there were when it began: it shows itself only if none came. */
  readonly items: number;
}

/** Everything a reader knows between two lines. JSON. */
export interface ReaderState {
  offset: number;
  skipped: number;
  known: Known;
  /** Where commands run now. */
  cwd: string | null;
  /** Turns begun so far, and the id of the newest. */
  turns: number;
  turn: string | null;
  /** Lines have numbers (0.149 and later): figures come after the answer they are of. */
  isNumbered: boolean;
  /** The model is being asked. */
  isAsked: boolean;
  /** Kinds of text that events tell: their items are copies, and are not even read. */
  events: { text: boolean; thinking: boolean };
  items: number;
  scripts: Record<string, Script>;
  /** Steps of sub-agents by the id of their conversation (`i…`) and their path (`p…`). */
  agents: Record<string, Step>;
  lineage: Lineage;
  book: BookState;
  tokens: TokenState;
}

/** A reader that has read nothing. */
export const newReaderState = (): ReaderState => ({
  offset: 0,
  skipped: 0,
  known: {
    conversationId: null,
    parentId: null,
    forkOf: null,
    cwd: null,
    cliVersion: null,
    startedAt: null,
    endedAt: null,
    model: null,
    title: null,
  },
  cwd: null,
  turns: 0,
  turn: null,
  isNumbered: false,
  isAsked: false,
  events: { text: false, thinking: false },
  items: 0,
  scripts: {},
  agents: {},
  lineage: newLineage(),
  book: newBookState(),
  tokens: newTokenState(),
});

/** A reader that has read nothing of what is there, and knows how what was there before ended. */
export const continuedState = (before: ReaderState, hasBeginning: boolean): ReaderState => {
  const fresh = newReaderState();
  const tokens = continuedTokens(before.tokens, before.known.endedAt);
  if (hasBeginning) return { ...fresh, tokens };
  const { known, cwd, turns, turn, isNumbered, isAsked, events } = before;
  return { ...fresh, known, cwd, turns, turn, isNumbered, isAsked, events, tokens };
};

/** Where a line stands: what reading it may change. */
export interface Scene {
  readonly state: ReaderState;
  readonly book: Book;
  readonly at: string | null;
  readonly count: (event: TokenEvent | null) => void;
}

/** Whose figures a line tells of. */
export const occasionOf = ({ state, at }: Pick<Scene, 'state' | 'at'>): Occasion => ({
  thread: state.known.conversationId ?? '',
  owner: state.lineage.owner,
  at,
  model: state.known.model,
});

const PLAIN =
  /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A line's moment; most are written as ours are and need no parsing. */
export const momentIn = (value: unknown): string | null =>
  typeof value === 'string' && PLAIN.test(value) ? value : momentOf(value);
