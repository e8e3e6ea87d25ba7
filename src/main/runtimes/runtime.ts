import type { Launch } from '../machine/launch.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';
import type { Permission, PreviewPart } from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { LaunchNote } from '#shared/contract/sessions.ts';
import type { RuntimeReport } from '#shared/contract/system.ts';
import type { EventsReader, Statement, TerminalSignals } from './statement.ts';

export type { EventsReader, EventsState, Says, Statement, TerminalSignals } from './statement.ts';

/** A CLI as found on this machine. */
export interface Program {
  readonly path: string;
  readonly version: string;
}

/** The environment a child gets: the login shell's, cleaned (machine/shell-env.ts). */
export type Environment = Readonly<Record<string, string>>;

/** toc's own programs that a CLI calls with news of a run; they write into the folder that TOC_RUN_FOLDER names. */
export interface Callbacks {
  readonly hook: string;
  readonly notify: string;
}

/** What a launch must know of the user's own settings; read just before it. */
export interface UsersSettings {
  /** The program the user has the CLI call at a turn's end, with its arguments; empty: none. Null: not known. */
  readonly notify: readonly string[] | null;
}

export interface LaunchRequest {
  readonly program: Program;
  readonly sessionId: string;
  /** Where this run's private files go (0700): instructions.md lies here. */
  readonly runFolder: string;
  readonly cwd: string;
  /** Empty: the runtime's own default. */
  readonly model: string;
  readonly permission: Permission;
  /** Composed (agents/instructions.ts); empty when there are none. */
  readonly instructions: string;
  /** Null starts a new conversation. `fork`: goes on in a copy of it. */
  readonly resume: {
    readonly conversationId: string;
    readonly instructionsChanged: boolean;
    readonly fork?: boolean;
  } | null;
  /** Without a terminal: the prompt comes on stdin, events go to stdout. */
  readonly background: boolean;
  /** Programs of ours that the CLI may call: absolute paths. */
  readonly callbacks: Callbacks;
  /** What `settings` found; null where the runtime has nothing to ask, or could not tell. */
  readonly settings: UsersSettings | null;
  /** A fresh UUID for runtimes that let us choose the id of a new conversation. */
  readonly newConversationId: string;
}

/** A file a launch needs; `sessions` writes it with mode 0600 before the start. */
export interface PrivateFile {
  readonly path: string;
  readonly text: string;
}

export interface PlannedLaunch {
  readonly launch: Launch;
  readonly files: readonly PrivateFile[];
  /** Must stand before the prompt of a background run, an empty line between: instructions that have no other road. */
  readonly promptPrefix: string | null;
  /** The conversation's id where it is certain before the start, else null until bound. */
  readonly conversationId: string | null;
  readonly notes: readonly LaunchNote[];
  /** `launch.args` again, grouped by line and origin, for the preview. */
  readonly lines: readonly (readonly PreviewPart[])[];
}

export type LaunchRefused = {
  readonly code: 'instructions-too-long';
  readonly bytes: number;
  readonly limit: number;
};

/** The conversation a process writes now. */
export interface BoundConversation {
  readonly id: string;
  /** It is on disk, so the CLI can resume it. */
  readonly saved: boolean;
}

export interface BindRequest {
  readonly process: ProcessIdentity;
  readonly processes: ProcessTable;
  readonly env: Environment;
  readonly cwd: string;
  readonly sessionId: string;
  readonly version: string;
  /** Conversations of this session so far, oldest first. */
  readonly known: readonly string[];
  /** When the run started, milliseconds; and when it ended, null while it lives. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** A live run that its runtime looks after. */
export interface LookRequest {
  readonly process: ProcessIdentity;
  readonly processes: ProcessTable;
  readonly env: Environment;
  readonly cwd: string;
  readonly version: string;
  /** Its private files: hooks and notify write there. */
  readonly runFolder: string;
  /** The conversation it writes, where that is known by now. */
  readonly conversationId: string | null;
  readonly startedAt: number;
}

/** Reads of folders as an input, so that a test can count them. */
export interface Folders {
  list(path: string): Promise<readonly string[]>;
}

/**
 * One AI coding CLI behind one face. It translates and never acts: it starts and ends nothing and
 * writes nothing; it may look at files, at its own CLI's `--version`, and at the process table.
 */
export interface Runtime {
  readonly id: RuntimeId;
  readonly name: string;
  /** Oldest version accepted and newest version driven, e.g. `0.47.0` and `0.169.0`. */
  readonly versions: { readonly oldest: string; readonly newest: string };
  /** Looks for the CLI in the environment's PATH; asks its version and whether it is signed in, within 30 s each. */
  probe(env: Environment): Promise<RuntimeReport>;
  /** The user's own settings that a launch builds on; asked just before one, where a runtime has any. */
  settings?(env: Environment): Promise<UsersSettings | null>;
  /** Pure. The process that a start or resume runs. */
  launch(request: LaunchRequest): { ok: true; value: PlannedLaunch } | { ok: false; error: LaunchRefused };
  /** Model suggestions for a version (null: the newest driven), the default first. */
  models(version: string | null): readonly { readonly id: string; readonly label: string }[];
  /** Which conversation that process writes now; null while there is none. Cheap: never a walk. */
  bind(request: BindRequest): Promise<BoundConversation | null>;
  /** Is this conversation on disk where that CLI would look for it? Cheap: never a walk. */
  isSaved(request: { conversationId: string; cwd: string; env: Environment }): Promise<boolean>;
  /** That version can go on in a copy of a conversation. */
  canFork(version: string): boolean;
  /** Pure. What a terminal's own signals say of its turn. */
  signals(seen: TerminalSignals, version: string): readonly Statement[];
  /** What the runtime's files say of a run's turn. Cheap: asked every second. */
  look(request: LookRequest): Promise<readonly Statement[]>;
  /** A reader of what a background run of this runtime prints. */
  events(): EventsReader;
  /** Who else writes this conversation now (the user's own terminal, say); null when nobody does. */
  writer(request: {
    conversationId: string;
    env: Environment;
    processes: ProcessTable;
  }): Promise<ProcessIdentity | null>;
}
