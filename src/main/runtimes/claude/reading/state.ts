import type { Todo } from '#shared/contract/transcripts.ts';
import type { TokenEvent } from '../../reader.ts';
import { momentOf, type Fields } from '../../values.ts';
import { newBookState, type Book, type BookState } from './book.ts';
import { newTokenState, type TokenState } from './token-state.ts';

/** What is known of the conversation as a whole. */
export interface Known {
  conversationId: string | null;
  parentId: string | null;
  forkOf: string | null;
  cwd: string | null;
  cliVersion: string | null;
  startedAt: string | null;
  endedAt: string | null;
  model: string | null;
  /** The name the person gave it, and the one the CLI thought of. */
  name: string | null;
  suggestion: string | null;
  /** The first prompt; and the first slash command, which is one if an answer follows. */
  prompt: string | null;
  command: string | null;
}

/** A task of the newer task tools, which tell one at a time. */
export interface Task extends Todo {
  readonly id: string;
}

/** Everything a reader knows between two lines. JSON. */
export interface ReaderState {
  offset: number;
  skipped: number;
  known: Known;
  /** A line said whose log this is: settings lines of a sub-agent's log name its parent only. */
  isSettled: boolean;
  /** The log of a sub-agent. */
  isSubagent: boolean;
  /** Of sub-agents that write into this log: the step that started each, by the newest lines' ids with a letter. */
  chains: Record<string, number>;
  tasks: Task[];
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
    name: null,
    suggestion: null,
    prompt: null,
    command: null,
  },
  isSettled: false,
  isSubagent: false,
  chains: {},
  tasks: [],
  book: newBookState(),
  tokens: newTokenState(),
});

/** Where a line stands: what it is, and what reading it may change. */
export interface Scene {
  readonly state: ReaderState;
  readonly book: Book;
  readonly line: Fields;
  readonly at: string | null;
  /** Printed by `--output-format stream-json`, not from a transcript. */
  readonly isStream: boolean;
  /** Spread into a step: the `Agent` step whose sub-agent wrote the line into this log. */
  readonly inside: { readonly within?: number };
  readonly count: (event: TokenEvent) => void;
}

const PLAIN =
  /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A line's moment; most are written as ours are and need no parsing. */
export const momentIn = (value: unknown): string | null =>
  typeof value === 'string' && PLAIN.test(value) ? value : momentOf(value);

const LONGEST_ID = 200;

/** An id as a log gives it; null where it is none that anything could be called. */
export const idIn = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ID ? value : null;
