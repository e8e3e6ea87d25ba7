import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AbsolutePath, RuntimeId } from './ids.ts';

/** The folder's name; the original's rule. */
export const AgentName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/);

/** Which agent: its workspace (null for a personal one) and its name. */
export const AgentRef = z.object({ workspace: AbsolutePath.nullable(), name: AgentName });
export type AgentRef = z.output<typeof AgentRef>;

/** How far an agent may go before it asks. The file's finer permissions are kept and shown. */
export const Permission = z.enum(['read-only', 'ask', 'bypass']);
export type Permission = z.output<typeof Permission>;

/** Something worth saying about an agent that does not keep it from starting. */
export const AgentWarning = z.discriminatedUnion('code', [
  z.object({ code: z.literal('unknown-model'), model: z.string(), suggestion: z.string().nullable() }),
  /** The file grants more than a level can hold; toc holds it to the stricter level. */
  z.object({ code: z.literal('stricter-than-file'), file: z.string() }),
  z.object({ code: z.literal('compose-missing'), path: z.string() }),
  z.object({ code: z.literal('compose-refused'), path: z.string() }),
]);
export type AgentWarning = z.output<typeof AgentWarning>;

export const ReadyAgent = z.object({
  state: z.literal('ready'),
  ref: AgentRef,
  folder: AbsolutePath,
  description: z.string(),
  runtime: RuntimeId,
  /** Empty means the runtime's own default. */
  model: z.string(),
  instructions: z.string(),
  permission: Permission,
  warnings: z.array(AgentWarning),
  /** Changes with every byte of its files; Save refuses to overwrite a newer one. */
  revision: z.string(),
});
export type ReadyAgent = z.output<typeof ReadyAgent>;

/** Files that are there but cannot be read as an agent: shown, never dropped or overwritten. */
export const BrokenAgent = z.object({
  state: z.literal('broken'),
  ref: z.object({ workspace: AbsolutePath.nullable(), name: z.string() }),
  folder: AbsolutePath,
  file: AbsolutePath,
  line: z.number().int().positive().nullable(),
  reason: z.string(),
});
export type BrokenAgent = z.output<typeof BrokenAgent>;

export const Agent = z.discriminatedUnion('state', [ReadyAgent, BrokenAgent]);
export type Agent = z.output<typeof Agent>;

/** What the form holds. */
export const AgentDraft = z.object({
  ref: AgentRef,
  runtime: RuntimeId,
  model: z.string().max(200),
  instructions: z.string().max(1_000_000),
  permission: Permission,
});
export type AgentDraft = z.output<typeof AgentDraft>;

/** One argument of the command line that will run, and what put it there. */
export const PreviewPart = z.object({
  text: z.string(),
  from: z.enum(['program', 'model', 'permission', 'instructions', 'session', 'toc']),
});
export type PreviewPart = z.output<typeof PreviewPart>;

export const Preview = z.object({
  cwd: z.string(),
  /** Groups of arguments that belong on one line, e.g. `-m` and its value. */
  lines: z.array(z.array(PreviewPart)),
  warnings: z.array(AgentWarning),
  /** The runtime could not be probed: the line is for the newest version driven. */
  assumedVersion: z.string().nullable(),
  instructionsInArgv: z.boolean(),
});
export type Preview = z.output<typeof Preview>;

/** What a command line is shown for. */
export const PreviewKind = z.enum(['start', 'background', 'resume']);
export type PreviewKind = z.output<typeof PreviewKind>;

export const agentsContract = {
  list: oc.output(z.array(Agent)),
  /** Writes the files. `revision` is that of the agent being edited, null for a new one. */
  save: oc
    .input(z.object({ draft: AgentDraft, revision: z.string().nullable(), previous: AgentRef.nullable() }))
    .output(ReadyAgent)
    .errors({
      NAME_TAKEN: { data: z.object({ folder: z.string() }) },
      CHANGED_OUTSIDE: { data: z.object({ folder: z.string() }) },
      AGENT_BROKEN: { data: z.object({ file: z.string(), line: z.number().nullable(), reason: z.string() }) },
      WORKSPACE_GONE: { data: z.object({ workspace: z.string() }) },
      CANNOT_WRITE: { data: z.object({ path: z.string(), reason: z.string() }) },
    }),
  remove: oc
    .input(AgentRef)
    .output(z.object({ folder: z.string() }))
    .errors({
      AGENT_NOT_FOUND: { data: z.object({ name: z.string() }) },
      CANNOT_WRITE: { data: z.object({ path: z.string(), reason: z.string() }) },
    }),
  /** The exact command line that a start, a run in the background or a resume of this draft runs; one function makes them all. */
  preview: oc.input(z.object({ draft: AgentDraft, kind: PreviewKind })).output(Preview),
};
