import type { Launch, Stdio } from '../machine/launch.ts';
import type { ProcessIdentity } from '../machine/process-identity.ts';
import type { RunKind } from '#shared/contract/sessions.ts';
import type { Result } from '#shared/result.ts';
import type { CannotBegin, Unreachable } from './keeper.ts';

export interface OpenTerminal {
  readonly runId: string;
  /** runs/<run-id>/: the supervisor writes run.json, screen.snapshot and exit.json there. */
  readonly folder: string;
  readonly launch: Launch;
  readonly cols: number;
  readonly rows: number;
}

/** A run without a terminal. */
export interface StartBackground {
  readonly runId: string;
  readonly folder: string;
  readonly launch: Launch;
  readonly stdio: Stdio;
}

export interface Exit {
  /** Null when it is not known (the supervisor that waited for it died). */
  readonly code: number | null;
  readonly signal: string | null;
  /** Milliseconds. */
  readonly at: number;
  /** Set when somebody asked for the end: the step of Stop that ended it. */
  readonly stopped: string | null;
}

/** A run as the supervisor knows it. */
export interface SupervisedRun {
  readonly runId: string;
  readonly kind: RunKind;
  readonly process: ProcessIdentity;
  /** What it started and left behind, as far as that was ever seen, and still lives. */
  readonly family: readonly ProcessIdentity[];
  readonly bootId: string;
  readonly startedAt: number;
  readonly title: string;
  readonly exit: Exit | null;
}

/** What a live terminal shows beside its bytes; times in milliseconds, of the last change. */
export interface SeenSignals {
  readonly title: string;
  readonly titleAt: number;
  readonly status: string | null;
  readonly statusAt: number;
  readonly rows: readonly string[];
  readonly rowsAt: number;
  readonly outputAt: number;
}

export type OpenRefused = { readonly code: 'spawn-failed'; readonly message: string } | CannotBegin;

export type StopRefused =
  | { readonly code: 'not-live' }
  | { readonly code: 'stop-incomplete'; readonly pids: readonly number[] }
  | Unreachable;

/** One window's hold on one terminal. Frames are those of shared/terminal-frames.ts, passed on untouched. */
export interface Attachment {
  /** A frame from the window (type byte + payload). Malformed ones are dropped. */
  receive(frame: Uint8Array): void;
  close(): void;
}

export interface Viewer {
  /** A frame for the window. */
  send(frame: Uint8Array): void;
  /** The attachment is dead: the supervisor died, or it was let go, since everything on it has ended. */
  lost(reason: 'supervisor-lost' | 'ended'): void;
}

/**
 * Main's client of the supervisor: it starts one when needed and keeps one connection to it. After an upgrade there
 * may be two: an older one keeps what it has until that has ended, new runs go to the other.
 */
export interface Terminals {
  /** Starts the process on a pty of its own. Repeated with the same run id it is the same start. */
  open(request: OpenTerminal): Promise<Result<SupervisedRun, OpenRefused>>;
  /** As `open`, without a terminal: on files. */
  run(request: StartBackground): Promise<Result<SupervisedRun, OpenRefused>>;
  /** Every run the supervisors hold, ended ones included until `release`. Starts no supervisor. */
  list(): Promise<readonly SupervisedRun[]>;
  /** As `list`; null while a supervisor lives and cannot be asked: then nobody knows what ended. */
  roll(): Promise<readonly SupervisedRun[] | null>;
  attach(runId: string, viewer: Viewer): Promise<Result<Attachment, { code: 'no-terminal' }>>;
  /** SIGINT, 3 s, SIGTERM, 5 s, SIGKILL; then the descendants recorded while alive. Resolves when all are gone. */
  stop(runId: string): Promise<Result<Exit, StopRefused>>;
  /** Drops an ended terminal and its screen from the supervisor's memory. */
  release(runId: string): Promise<void>;
  /** Called once for each end that happens while connected, and after a reconnect for those missed. */
  onExit(handle: (runId: string, exit: Exit) => void): void;
  /** Called when a live terminal's signals changed, and once for each after a connect. */
  onSignals(handle: (runId: string, signals: SeenSignals) => void): void;
  /** Called when the connection to a supervisor broke and it is not alive any more. */
  onSupervisorLost(handle: () => void): void;
  /** The supervisor that new runs go to, as connected to now; null when there is none. */
  supervisor(): { readonly pid: number; readonly version: string } | null;
  /** One of an older version, and how many live runs it keeps. */
  olderSupervisor(): { readonly pid: number; readonly version: string; readonly runs: number } | null;
  /** Lets go of the supervisors; they and their runs live on. */
  close(): Promise<void>;
}
