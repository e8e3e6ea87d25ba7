import type { EvidenceSource, WaitingFor } from '#shared/contract/sessions.ts';

/** What a source says of the present turn. `about` is one line; null where it is not told. */
export type Says =
  | { readonly is: 'working'; readonly about: string | null }
  | { readonly is: 'waiting'; readonly for: WaitingFor; readonly about: string | null }
  | { readonly is: 'idle'; readonly how: 'done' | 'interrupted' | 'ready' | 'failed' };

/** One source's word about a live run: what it says, since when, and the words it rests on. */
export interface Statement {
  readonly source: Extract<
    EvidenceSource,
    | 'runtime-events'
    | 'registry'
    | 'hook'
    | 'terminal-status'
    | 'terminal-title'
    | 'notify'
    | 'log'
    | 'screen'
  >;
  /** Milliseconds: when that began to be so. */
  readonly at: number;
  readonly says: Says;
  /** The fact itself, for `Why?`: a title, a status file's words, a line's kind. One line. */
  readonly text: string;
}

/** What a run's terminal shows beside its bytes. Times are milliseconds, of the last change. */
export interface TerminalSignals {
  /** OSC 0 or 2, without control characters; empty before the first. */
  readonly title: string;
  readonly titleAt: number;
  /** The last OSC 7501, without its number: `state=working:app=codex`; null before the first. */
  readonly status: string | null;
  readonly statusAt: number;
  /** The visible rows as text, trailing blanks cut; as they stood when output last paused. */
  readonly rows: readonly string[];
  readonly rowsAt: number;
  /** When the program last wrote anything. */
  readonly outputAt: number;
}

/** How far a background run has come, by what it printed. */
export interface EventsState {
  /** As the CLI itself names it; null before it did. */
  readonly conversationId: string | null;
  /** The runtime's own last word; null while there is none. */
  readonly lastWord: { readonly ok: boolean; readonly text: string } | null;
  /** The agent's newest message. */
  readonly message: string | null;
  /** What it does now, one line; null between two steps. */
  readonly step: string | null;
  /** The CLI says that it cannot reach its server, and tries again: its words. Null once anything else came. */
  readonly unreachable: string | null;
  /** How often in a row it has said so; 0 once anything else came. */
  readonly tries: number;
}

/** Reads what a background run prints, in order, cut anywhere. It never throws for what stands there. */
export interface EventsReader {
  push(bytes: Uint8Array): void;
  state(): EventsState;
}
