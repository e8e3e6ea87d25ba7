import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AgentRef, Permission } from './agents.ts';
import { AbsolutePath, ConversationId, Moment, RunId, RuntimeId, SessionId } from './ids.ts';

/** Where a fact about a run comes from. What each is worth stands in `sessions/sources.ts`. */
export const EvidenceSource = z.enum([
  'exit-code',
  'signal',
  'stop-record',
  'process-table',
  'supervisor',
  'boot-id',
  'spawn',
  /** What a background run printed about itself. */
  'runtime-events',
  /** Claude Code's own list of its processes. */
  'registry',
  /** What the CLI told a hook of ours. */
  'hook',
  /** The status sequence (OSC 7501) a CLI sends to its terminal. */
  'terminal-status',
  'terminal-title',
  /** What Codex told its notify program at the end of a turn. */
  'notify',
  /** A line of the conversation's log. */
  'log',
  /** Words on the screen: weak. */
  'screen',
  /** When a program last wrote anything. */
  'output',
  'queue',
  'deadline',
]);
export type EvidenceSource = z.output<typeof EvidenceSource>;

/** One fact that a status rests on. */
export const Evidence = z.object({
  source: EvidenceSource,
  value: z.string(),
  at: Moment,
  /** True for the facts that settled it. */
  decisive: z.boolean(),
});
export type Evidence = z.output<typeof Evidence>;

export const StatusWord = z.enum([
  'Running',
  'Working',
  'Waiting',
  'Idle',
  'Ended',
  'Failed',
  'Stopped',
  'Lost',
]);
export type StatusWord = z.output<typeof StatusWord>;

/** What a session waits for a person to do. */
export const WaitingFor = z.enum(['approval', 'question', 'trust', 'sign-in', 'dialog']);
export type WaitingFor = z.output<typeof WaitingFor>;

/** Why a status is what it is; the sentence is made from it by `statusReason`. */
export const StatusCause = z.discriminatedUnion('code', [
  z.object({ code: z.literal('starting') }),
  z.object({ code: z.literal('alive'), pid: z.number().int(), since: Moment }),
  /** A background run that others must end before. */
  z.object({ code: z.literal('queued'), ahead: z.number().int() }),
  /** A background run that has its turn and cannot be started yet: why. It is tried again. */
  z.object({ code: z.literal('held'), why: z.string() }),
  /** The supervisor that held this background run died; the run goes on. */
  z.object({ code: z.literal('adopted'), pid: z.number().int(), since: Moment }),
  /** `about`: what it works on, where known; one line. */
  z.object({ code: z.literal('working'), about: z.string().nullable() }),
  z.object({ code: z.literal('waiting'), for: WaitingFor, about: z.string().nullable() }),
  z.object({ code: z.literal('idle'), how: z.enum(['done', 'interrupted', 'ready', 'failed']) }),
  z.object({ code: z.literal('exited'), exitCode: z.number().int() }),
  /** The runtime's own last word: it did what it was asked. */
  z.object({ code: z.literal('completed') }),
  /** The runtime's own last word: it failed. */
  z.object({ code: z.literal('run-failed'), message: z.string() }),
  /** A background run ended without the runtime's last word. `exitCode` null: not known. */
  z.object({ code: z.literal('no-last-word'), exitCode: z.number().int().nullable() }),
  /** A resume that silently began another conversation. */
  z.object({ code: z.literal('other-conversation'), asked: z.string(), got: z.string() }),
  /** toc ended it: the CLI could not reach its server for so long, and would never have given up. */
  z.object({ code: z.literal('unreachable'), seconds: z.number().int(), message: z.string() }),
  z.object({ code: z.literal('killed'), signal: z.string() }),
  z.object({ code: z.literal('spawn-failed'), message: z.string() }),
  z.object({ code: z.literal('stopped'), how: z.string() }),
  z.object({ code: z.literal('supervisor-died') }),
  z.object({ code: z.literal('machine-restarted') }),
  z.object({ code: z.literal('vanished') }),
]);
export type StatusCause = z.output<typeof StatusCause>;

export const Status = z.object({
  word: StatusWord,
  cause: StatusCause,
  at: Moment,
  evidence: z.array(Evidence),
  /** Alive, and nothing was seen of it since; told from five minutes on. */
  quietSince: Moment.nullable(),
});
export type Status = z.output<typeof Status>;

export const Conversation = z.object({
  id: ConversationId,
  /** The runtime has written it to disk, so it can be resumed. */
  saved: z.boolean(),
  boundAt: Moment,
});
export type Conversation = z.output<typeof Conversation>;

/** What the session's details must say about how it was launched. */
export const LaunchNote = z.enum([
  /** Other users of this machine could read the instructions in the process list. */
  'instructions-in-argv',
  /** The CLI has no additive road: they were sent as the first prompt. */
  'instructions-as-first-prompt',
  /** Nothing tells us when this version starts another conversation. */
  'clear-not-followed',
  /** The CLI keeps the instructions of the conversation's start until it is compacted; the new ones wait. */
  'old-instructions-kept',
  /** In the background nobody can be asked: what its permission would ask for is refused. */
  'background-never-asks',
]);
export type LaunchNote = z.output<typeof LaunchNote>;

/** With a terminal, or without one: reading its prompt from a file and printing events. */
export const RunKind = z.enum(['interactive', 'background']);
export type RunKind = z.output<typeof RunKind>;

export const Session = z.object({
  id: SessionId,
  title: z.string(),
  workspace: AbsolutePath,
  runtime: RuntimeId,
  runtimeVersion: z.string().nullable(),
  agent: AgentRef.nullable(),
  /** The agent's files against what the session keeps from its start. */
  agentNow: z.enum(['same', 'changed', 'other-runtime', 'gone', 'none']),
  model: z.string(),
  permission: Permission,
  status: Status,
  /** Oldest first; Resume takes the last one. */
  conversations: z.array(Conversation),
  /** The newest run, live or not: its terminal can be attached while the supervisor holds it. */
  run: z.object({
    id: RunId,
    kind: RunKind,
    /** It has a process, or will have one when its turn comes. */
    live: z.boolean(),
    pid: z.number().int().nullable(),
    startedAt: Moment,
    hasScreen: z.boolean(),
    /** The last restart of the machine ended it: `resumeAll` takes it up. */
    lastRestart: z.boolean(),
    /** Of an ended background run: its last message, or the error's text. */
    result: z.object({ text: z.string(), isError: z.boolean() }).nullable(),
  }),
  notes: z.array(LaunchNote),
  createdAt: Moment,
  updatedAt: Moment,
});
export type Session = z.output<typeof Session>;

/** Who writes a conversation now. */
export const Writer = z.object({
  pid: z.number().int().nullable(),
  /** With the pid it is one process for certain; opaque. Null where that is not known. */
  started: z.string().nullable(),
  since: Moment,
  /** A process of this session, not the user's own. */
  ours: z.boolean(),
  /** The installed version can copy the conversation and go on in the copy. */
  canFork: z.boolean(),
});
export type Writer = z.output<typeof Writer>;

/**
 * What to do about a live process that writes the conversation: refuse and say who it is, or end it first. One that
 * is not ours is ended only when a person has confirmed exactly that process.
 */
export const LiveProcess = z.discriminatedUnion('first', [
  z.object({ first: z.literal('refuse') }),
  /** Ends our own process, a background run after its present step. */
  z.object({ first: z.literal('end-ours') }),
  z.object({ first: z.literal('end-foreign'), pid: z.number().int().positive(), started: z.string() }),
]);
export type LiveProcess = z.output<typeof LiveProcess>;

/** What a person types to an agent. */
export const PromptText = z
  .string()
  .max(1_000_000)
  .refine((text) => text.trim() !== '', 'A prompt needs words.');

const supervisorErrors = {
  SUPERVISOR_SILENT: { data: z.object({ pid: z.number().int().nullable() }) },
  /** A newer toc's supervisor holds the runs: its version, and ours. */
  SUPERVISOR_NEWER: { data: z.object({ version: z.string(), ours: z.string() }) },
};

/** A disk that is full or read-only, say. */
const writeErrors = { CANNOT_WRITE: { data: z.object({ path: z.string(), reason: z.string() }) } };

const launchErrors = {
  ...writeErrors,
  RUNTIME_MISSING: {
    data: z.object({ runtime: RuntimeId, looked: z.array(z.string()), install: z.string() }),
  },
  RUNTIME_TOO_OLD: {
    data: z.object({ runtime: RuntimeId, version: z.string(), minimum: z.string(), upgrade: z.string() }),
  },
  RUNTIME_BROKEN: { data: z.object({ runtime: RuntimeId, path: z.string(), message: z.string() }) },
  WORKSPACE_GONE: { data: z.object({ workspace: z.string() }) },
  SPAWN_FAILED: { data: z.object({ message: z.string() }) },
  ...supervisorErrors,
  INSTRUCTIONS_TOO_LONG: { data: z.object({ bytes: z.number().int(), limit: z.number().int() }) },
};

/** A process that had to go first did not. */
const endErrors = {
  STOP_INCOMPLETE: { data: z.object({ pids: z.array(z.number().int()) }) },
  NOT_LIVE: {},
};

const startErrors = {
  AGENT_NOT_FOUND: { data: z.object({ name: z.string() }) },
  AGENT_BROKEN: { data: z.object({ file: z.string(), line: z.number().nullable(), reason: z.string() }) },
  ...launchErrors,
};

const resumeErrors = { ALREADY_LIVE: { data: Writer }, ...endErrors, ...launchErrors };

export const sessionsContract = {
  list: oc.output(z.array(Session)),
  /** `startKey` makes a repeated click the same start: the second call returns the first one's session. */
  start: oc
    .input(
      z.object({
        startKey: z.uuid(),
        agent: AgentRef,
        /** Where it works; needed for a personal agent, else the agent's own workspace. */
        workspace: AbsolutePath.nullable(),
        title: z.string().max(200).nullable(),
      }),
    )
    .output(Session)
    .errors(startErrors),
  /** As `start`, without a terminal. When too many run already it is queued. */
  runInBackground: oc
    .input(
      z.object({
        startKey: z.uuid(),
        agent: AgentRef,
        workspace: AbsolutePath.nullable(),
        title: z.string().max(200).nullable(),
        prompt: PromptText,
      }),
    )
    .output(Session)
    .errors(startErrors),
  /** As `resume`, without a terminal: the prompt is what the conversation goes on with. */
  continueInBackground: oc
    .input(
      z.object({
        sessionId: SessionId,
        agent: z.enum(['kept', 'current']),
        prompt: PromptText,
        live: LiveProcess.default({ first: 'refuse' }),
      }),
    )
    .output(Session)
    .errors({
      SESSION_NOT_FOUND: {},
      /** It would begin another conversation, which knows nothing of this one. */
      CONVERSATION_GONE: { data: z.object({ runtime: RuntimeId }) },
      ...resumeErrors,
    }),
  /** A new session whose conversation is a copy of that one, in a terminal; the other goes on untouched. */
  fork: oc
    .input(
      z.discriminatedUnion('of', [
        z.object({ of: z.literal('session'), sessionId: SessionId }),
        z.object({ of: z.literal('conversation'), runtime: RuntimeId, conversationId: ConversationId }),
      ]),
    )
    .output(Session)
    .errors({
      SESSION_NOT_FOUND: {},
      CONVERSATION_NOT_FOUND: {},
      CONVERSATION_GONE: { data: z.object({ runtime: RuntimeId }) },
      /** This version cannot, or nothing of the conversation is saved yet. */
      CANNOT_FORK: { data: z.object({ runtime: RuntimeId, version: z.string() }) },
      ...launchErrors,
    }),
  /** Resumes every session that the last restart of the machine ended: terminals as terminals, background runs in the background. */
  resumeAll: oc.output(
    z.array(
      z.object({
        sessionId: SessionId,
        /** Null: it goes on. */
        problem: z.string().nullable(),
      }),
    ),
  ),
  /** Looks afresh at what is alive, and says how all sessions stand. */
  reconcile: oc.output(z.array(Session)),
  /** Gives a session a new process. It keeps its id; only the run is new. */
  resume: oc
    .input(
      z.object({
        sessionId: SessionId,
        agent: z.enum(['kept', 'current']),
        live: LiveProcess.default({ first: 'refuse' }),
      }),
    )
    .output(Session)
    .errors({ SESSION_NOT_FOUND: {}, ...resumeErrors }),
  /**
   * Makes a conversation found on disk a session of ours and gives it a process. It has no agent; model and
   * folder are those of its log, the permission is `ask`.
   */
  resumeFound: oc
    .input(
      z.object({
        runtime: RuntimeId,
        conversationId: ConversationId,
        live: LiveProcess.default({ first: 'refuse' }),
      }),
    )
    .output(Session)
    .errors({
      CONVERSATION_NOT_FOUND: {},
      /** The runtime no longer has it where it looks; what toc read of it stays. */
      CONVERSATION_GONE: { data: z.object({ runtime: RuntimeId }) },
      ...resumeErrors,
    }),
  /** Interrupts, then ends, then kills the process and what it started. Resolves when nothing of it is left. */
  stop: oc
    .input(z.object({ sessionId: SessionId }))
    .output(Session)
    .errors({
      SESSION_NOT_FOUND: {},
      NOT_LIVE: {},
      STOP_INCOMPLETE: { data: z.object({ pids: z.array(z.number().int()) }) },
      ...supervisorErrors,
      ...writeErrors,
    }),
  /** Takes an ended session off the list. The runtime's own files stay. */
  forget: oc
    .input(z.object({ sessionId: SessionId }))
    .output(z.object({ id: SessionId }))
    .errors({ SESSION_NOT_FOUND: {}, STILL_LIVE: {} }),
};
