import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AgentRef, Permission } from './agents.ts';
import { AbsolutePath, ConversationId, Moment, RunId, RuntimeId, SessionId } from './ids.ts';

/** One fact that a status rests on. */
export const Evidence = z.object({
  source: z.enum(['exit-code', 'signal', 'stop-record', 'process-table', 'supervisor', 'boot-id', 'spawn']),
  value: z.string(),
  at: Moment,
  /** True for the facts that settled it. */
  decisive: z.boolean(),
});
export type Evidence = z.output<typeof Evidence>;

export const StatusWord = z.enum(['Running', 'Ended', 'Failed', 'Stopped', 'Lost']);
export type StatusWord = z.output<typeof StatusWord>;

/** Why a status is what it is; the sentence is made from it by `statusReason`. */
export const StatusCause = z.discriminatedUnion('code', [
  z.object({ code: z.literal('starting') }),
  z.object({ code: z.literal('alive'), pid: z.number().int(), since: Moment }),
  z.object({ code: z.literal('exited'), exitCode: z.number().int() }),
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
]);
export type LaunchNote = z.output<typeof LaunchNote>;

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
    live: z.boolean(),
    pid: z.number().int().nullable(),
    startedAt: Moment,
    hasScreen: z.boolean(),
  }),
  notes: z.array(LaunchNote),
  createdAt: Moment,
  updatedAt: Moment,
});
export type Session = z.output<typeof Session>;

const launchErrors = {
  RUNTIME_MISSING: {
    data: z.object({ runtime: RuntimeId, looked: z.array(z.string()), install: z.string() }),
  },
  RUNTIME_TOO_OLD: {
    data: z.object({ runtime: RuntimeId, version: z.string(), minimum: z.string(), upgrade: z.string() }),
  },
  RUNTIME_BROKEN: { data: z.object({ runtime: RuntimeId, path: z.string(), message: z.string() }) },
  WORKSPACE_GONE: { data: z.object({ workspace: z.string() }) },
  SPAWN_FAILED: { data: z.object({ message: z.string() }) },
  SUPERVISOR_SILENT: { data: z.object({ pid: z.number().int().nullable() }) },
  INSTRUCTIONS_TOO_LONG: { data: z.object({ bytes: z.number().int(), limit: z.number().int() }) },
};

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
    .errors({
      AGENT_NOT_FOUND: { data: z.object({ name: z.string() }) },
      AGENT_BROKEN: { data: z.object({ file: z.string(), line: z.number().nullable(), reason: z.string() }) },
      ...launchErrors,
    }),
  /** Gives a session a new process. It keeps its id; only the run is new. */
  resume: oc
    .input(z.object({ sessionId: SessionId, agent: z.enum(['kept', 'current']) }))
    .output(Session)
    .errors({
      SESSION_NOT_FOUND: {},
      ALREADY_LIVE: {
        data: z.object({ pid: z.number().int().nullable(), since: Moment, ours: z.boolean() }),
      },
      ...launchErrors,
    }),
  /**
   * Makes a conversation found on disk a session of ours and gives it a process. It has no agent; model and
   * folder are those of its log, the permission is `ask`.
   */
  resumeFound: oc
    .input(z.object({ runtime: RuntimeId, conversationId: ConversationId }))
    .output(Session)
    .errors({
      CONVERSATION_NOT_FOUND: {},
      /** The runtime no longer has it where it looks; what toc read of it stays. */
      CONVERSATION_GONE: { data: z.object({ runtime: RuntimeId }) },
      ALREADY_LIVE: {
        data: z.object({ pid: z.number().int().nullable(), since: Moment, ours: z.boolean() }),
      },
      ...launchErrors,
    }),
  /** Interrupts, then ends, then kills the process and what it started. Resolves when nothing of it is left. */
  stop: oc
    .input(z.object({ sessionId: SessionId }))
    .output(Session)
    .errors({
      SESSION_NOT_FOUND: {},
      NOT_LIVE: {},
      STOP_INCOMPLETE: { data: z.object({ pids: z.array(z.number().int()) }) },
      SUPERVISOR_SILENT: { data: z.object({ pid: z.number().int().nullable() }) },
    }),
  /** Takes an ended session off the list. The runtime's own files stay. */
  forget: oc
    .input(z.object({ sessionId: SessionId }))
    .output(z.object({ id: SessionId }))
    .errors({ SESSION_NOT_FOUND: {}, STILL_LIVE: {} }),
};
