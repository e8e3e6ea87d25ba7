import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ConversationId, Moment, RuntimeId } from './ids.ts';
import { UsageSum } from './usage.ts';

/** One thing a conversation's log tells. */
export const StepKind = z.enum([
  'user',
  'text',
  'thinking',
  'tool',
  'todo',
  'error',
  'compaction',
  'lifecycle',
]);
export type StepKind = z.output<typeof StepKind>;

export const Todo = z.object({
  text: z.string(),
  state: z.enum(['open', 'doing', 'done']),
});
export type Todo = z.output<typeof Todo>;

/** Why a step is not simply done: said beside it, never drawn as success. */
export const StepNote = z.enum([
  /** The log ends, or goes on, without the call's result. */
  'no-result',
  /** A result whose call the log does not hold. */
  'no-call',
  'running',
  'declined',
  'interrupted',
  'timed-out',
  /** A line of a kind this version does not know. */
  'unknown-kind',
  /** The log was cut short, or begun anew: what is above is kept by toc and no longer in it. */
  'log-cut',
]);
export type StepNote = z.output<typeof StepNote>;

export const Step = z.object({
  /** Its place in its log, from 0; stable, so a later revision of a step has the number of the first. */
  seq: z.number().int().nonnegative(),
  at: Moment.nullable(),
  kind: StepKind,
  /** What was said or thought; of a tool, what the call is about in one line. */
  text: z.string().optional(),
  /** `Bash`, `Read`, `Write`, `Edit`, `Delete`, `Move`, `Search`, `Fetch`, `Agent`; else the runtime's own name. */
  tool: z.string().optional(),
  /** As the shell got it, without the wrapper `bash -lc`. */
  command: z.string().optional(),
  path: z.string().optional(),
  /** Lines. */
  added: z.number().int().nonnegative().optional(),
  removed: z.number().int().nonnegative().optional(),
  /** Unified, without file heads. */
  diff: z.string().optional(),
  /** What a tool gave back. */
  output: z.string().optional(),
  /** Characters of `text`, `output` and `diff` that were too many to keep. */
  cut: z.number().int().positive().optional(),
  exitCode: z.number().int().nullable(),
  /** Null: the log does not say. */
  success: z.boolean().nullable(),
  durationMs: z.number().nonnegative().optional(),
  note: StepNote.optional(),
  todos: z.array(Todo).optional(),
  /** The conversation of the sub-agent this call started, where it has a log of its own. */
  opens: z.string().optional(),
  /** `seq` of the `Agent` step whose sub-agent wrote this, where the log holds both. */
  within: z.number().int().nonnegative().optional(),
});
export type Step = z.output<typeof Step>;

/** What a log says of its conversation as a whole. */
export const LogFacts = z.object({
  runtime: RuntimeId,
  conversationId: z.string().nullable(),
  /** Set in the log of a sub-agent: the conversation that started it. */
  parentId: z.string().nullable(),
  forkOf: z.string().nullable(),
  cwd: z.string().nullable(),
  cliVersion: z.string().nullable(),
  /** The first and the last moment the log names. */
  startedAt: Moment.nullable(),
  endedAt: Moment.nullable(),
  /** The model that answered last. */
  model: z.string().nullable(),
  /** The person's first prompt, one line, at most 200 characters. */
  title: z.string().nullable(),
});
export type LogFacts = z.output<typeof LogFacts>;

/** What is kept of a conversation's log. */
export const LogHead = z.object({
  session: LogFacts,
  log: z.object({
    path: z.string(),
    bytes: z.number().int().nonnegative(),
    /** The file is no longer where it was; what was read from it is kept. */
    goneAt: Moment.nullable(),
  }),
  steps: z.number().int().nonnegative(),
  skippedLines: z.number().int().nonnegative(),
  usage: UsageSum,
});
export type LogHead = z.output<typeof LogHead>;

/** A file that a conversation changed, or tried to. */
export const ChangedFile = z.object({
  path: z.string(),
  /** Lines, of the changes that were made. */
  added: z.number().int().nonnegative(),
  removed: z.number().int().nonnegative(),
  /** Changes that were made, that failed, and whose result the log does not tell. */
  made: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  unknown: z.number().int().nonnegative(),
  /** The step of the last one; of a sub-agent's, the step that asked it. Null: no step of this log. */
  seq: z.number().int().nonnegative().nullable(),
});
export type ChangedFile = z.output<typeof ChangedFile>;

/** What a conversation did as a whole. */
export const ConversationSummary = z.object({
  /** With those of its sub-agents; the first changed first. */
  files: z.array(ChangedFile).max(200),
  /** Files beyond those. */
  moreFiles: z.number().int().nonnegative(),
  /** The list of things to do, as it was last told. */
  plan: z.object({ seq: z.number().int().nonnegative(), todos: z.array(Todo) }).nullable(),
});
export type ConversationSummary = z.output<typeof ConversationSummary>;

/** A conversation found on disk, whoever started it. */
export const FoundConversation = LogFacts.extend({
  conversationId: ConversationId,
  bytes: z.number().int().nonnegative(),
  goneAt: Moment.nullable(),
  totalTokens: z.number().int().nonnegative(),
});
export type FoundConversation = z.output<typeof FoundConversation>;

/** Where the reading of this machine's logs stands. */
export const IndexState = z.object({
  /** `counting`: the figures of new logs come first, what else they tell when all are counted. */
  phase: z.enum(['looking', 'counting', 'reading', 'idle', 'paused', 'failed']),
  /** The figures of every log that was there at the last look are kept. */
  isCounted: z.boolean(),
  /** Below these logs are looked for, whether they are there or not; none before the first look. */
  folders: z.array(z.string()),
  files: z.object({ read: z.number().int(), all: z.number().int() }),
  bytes: z.object({ read: z.number().int(), all: z.number().int() }),
  /** Folders and files that could not be read, and why; at most 20. */
  problems: z.array(z.object({ path: z.string(), reason: z.string() })),
  store: z.object({ path: z.string(), bytes: z.number().int() }),
  /** With phase `failed`: the fact and what to do next. */
  failure: z.string().nullable(),
});
export type IndexState = z.output<typeof IndexState>;

const notFound = {
  LOG_NOT_FOUND: { data: z.object({ id: z.string() }) },
  AMBIGUOUS: { data: z.object({ id: z.string(), candidates: z.array(z.string()) }) },
};

const unreadable = {
  NOT_A_LOG: { data: z.object({ path: z.string(), reason: z.string() }) },
};

export const transcriptsContract = {
  /**
   * Conversations on disk that belong to no session of ours, the last active first: no sub-agents, none without
   * a prompt, none forgotten. `before` is the last one of the page before.
   */
  found: oc
    .input(
      z.object({
        runtime: RuntimeId.nullable(),
        cwd: z.string().max(4096).nullable(),
        before: z.object({ endedAt: Moment.nullable(), conversationId: ConversationId }).nullable(),
        limit: z.number().int().min(1).max(1000),
      }),
    )
    .output(z.object({ conversations: z.array(FoundConversation), all: z.number().int().nonnegative() })),
  /** What is kept of a conversation. */
  head: oc
    .input(z.object({ conversationId: ConversationId }))
    .output(LogHead)
    .errors(notFound),
  /** Steps from `from` on, at most `limit`, in order. */
  steps: oc
    .input(
      z.object({
        conversationId: ConversationId,
        from: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.array(Step))
    .errors(notFound),
  /** The files it changed, and its plan. */
  summary: oc
    .input(z.object({ conversationId: ConversationId }))
    .output(ConversationSummary)
    .errors(notFound),
  /** The nearest prompt or failure before or after a step; null when there is none. */
  find: oc
    .input(
      z.object({
        conversationId: ConversationId,
        what: z.enum(['prompt', 'failure']),
        from: z.number().int(),
        direction: z.enum(['next', 'previous']),
      }),
    )
    .output(z.number().int().nullable())
    .errors(notFound),
  /**
   * A whole transcript in pieces, by an id (of a session or a conversation, or a prefix of at least 4 characters)
   * or from any log file, which need not be indexed.
   */
  read: oc
    .input(
      z.discriminatedUnion('by', [
        z.object({ by: z.literal('id'), id: z.string().min(4).max(200) }),
        z.object({ by: z.literal('file'), path: z.string().min(1).max(4096) }),
      ]),
    )
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          /** First, and once. */
          z.object({ kind: z.literal('head'), head: LogHead }),
          z.object({ kind: z.literal('steps'), steps: z.array(Step) }),
        ]),
      ),
    )
    .errors({ ...notFound, ...unreadable }),
  /** Deletes what toc keeps of a conversation; the CLI's own log stays, and is left out from then on. */
  forget: oc
    .input(z.object({ conversationId: ConversationId }))
    .output(z.object({ conversationId: ConversationId }))
    .errors(notFound),
  index: oc.output(IndexState),
  /** Reads every log that exists afresh; what is kept of logs that are gone stays. */
  reindex: oc.output(IndexState),
  /** Stops or goes on with reading logs; kept over restarts. */
  pauseIndex: oc.input(z.object({ paused: z.boolean() })).output(IndexState),
};
