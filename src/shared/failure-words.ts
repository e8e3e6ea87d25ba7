import { ORPCError, type InferClientErrorUnion } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from './contract/contract.ts';
import type { RuntimeId } from './contract/ids.ts';

type Client = ContractRouterClient<typeof contract>;

/** Every failure the contract declares. */
export type Failure = Extract<InferClientErrorUnion<Client>, { readonly defined: boolean }>;

/** True for the failures the contract declares; the rest are bugs and broken roads. */
export const isFailure = (problem: unknown): problem is Failure =>
  problem instanceof ORPCError && problem.defined;

const runtimeNames: Readonly<Record<RuntimeId, string>> = { codex: 'Codex', 'claude-code': 'Claude Code' };

/** The name people know a runtime by. */
export const runtimeName = (runtime: RuntimeId): string => runtimeNames[runtime];

const pidWord = (pid: number | null): string =>
  pid === null ? 'a process that is not known' : `process ${pid}`;

const place = (file: string, line: number | null): string => (line === null ? file : `${file}, line ${line}`);

type RuntimeFailure = Extract<
  Failure,
  { readonly code: 'RUNTIME_MISSING' | 'RUNTIME_TOO_OLD' | 'RUNTIME_BROKEN' }
>;

const runtimeWords = (failure: RuntimeFailure): string => {
  switch (failure.code) {
    case 'RUNTIME_MISSING':
      return `${runtimeName(failure.data.runtime)} was not found in ${failure.data.looked.length} folders of the PATH. Install it with “${failure.data.install}”.`;
    case 'RUNTIME_TOO_OLD':
      return `${runtimeName(failure.data.runtime)} ${failure.data.version} is too old: toc needs ${failure.data.minimum} or later. Update it with “${failure.data.upgrade}”.`;
    case 'RUNTIME_BROKEN':
      return `${runtimeName(failure.data.runtime)} at ${failure.data.path} does not run: ${failure.data.message}`;
  }
};

type SupervisorFailure = Extract<Failure, { readonly code: 'SUPERVISOR_SILENT' | 'SUPERVISOR_NEWER' }>;

const supervisorWords = (failure: SupervisorFailure): string => {
  switch (failure.code) {
    case 'SUPERVISOR_SILENT':
      return `The supervisor (${pidWord(failure.data.pid)}) does not answer. Sessions it holds go on; try again in a moment.`;
    case 'SUPERVISOR_NEWER':
      return `The runs on this machine are held by toc ${failure.data.version}’s supervisor; this toc is ${failure.data.ours} and cannot talk to it. Update toc. Nothing was ended.`;
  }
};

const liveWords = ({ ours, pid }: { readonly ours: boolean; readonly pid: number | null }): string =>
  ours
    ? `This session is live already, in ${pidWord(pid)}. Open it to watch it there.`
    : `This conversation is open outside toc, in ${pidWord(pid)}. End it there first: two writers would mix their answers.`;

/** What a declared failure says to a person: the fact, and what to do next. */
export const failureWords = (failure: Failure): string => {
  switch (failure.code) {
    case 'NAME_TAKEN':
      return `There is an agent of this name already: ${failure.data.folder}. Choose another name.`;
    case 'CHANGED_OUTSIDE':
      return `Its files were changed outside this form: ${failure.data.folder}. Nothing was written. Open it again to see the change.`;
    case 'AGENT_BROKEN':
      return `${place(failure.data.file, failure.data.line)}: ${failure.data.reason}. Mend the file, then try again.`;
    case 'AGENT_NOT_FOUND':
      return `There is no agent ${failure.data.name} any more: its files are gone.`;
    case 'WORKSPACE_GONE':
      return `The folder ${failure.data.workspace} is not there any more. Put it back, or choose another workspace.`;
    case 'CANNOT_WRITE':
      return `${failure.data.path} cannot be written: ${failure.data.reason}.`;
    case 'RUNTIME_MISSING':
    case 'RUNTIME_TOO_OLD':
    case 'RUNTIME_BROKEN':
      return runtimeWords(failure);
    case 'SPAWN_FAILED':
      return `The process could not be started: ${failure.data.message}`;
    case 'SUPERVISOR_SILENT':
    case 'SUPERVISOR_NEWER':
      return supervisorWords(failure);
    case 'INSTRUCTIONS_TOO_LONG':
      return `The instructions are ${failure.data.bytes} bytes; this runtime takes ${failure.data.limit} at most. Shorten them.`;
    case 'SESSION_NOT_FOUND':
      return 'This session is not on the list any more.';
    case 'CONVERSATION_NOT_FOUND':
      return 'No log of this conversation is known any more.';
    case 'CONVERSATION_GONE':
      return `${runtimeName(failure.data.runtime)} no longer has this conversation where it looks for it, so it cannot go on. What toc read of it stays.`;
    case 'ALREADY_LIVE':
      return liveWords(failure.data);
    case 'CANNOT_FORK':
      return `${runtimeName(failure.data.runtime)} ${failure.data.version} cannot copy this conversation: it has no way to, or nothing of it is saved yet.`;
    case 'UNKNOWN_TIME_ZONE':
      return `There is no time zone ${failure.data.timeZone}.`;
    case 'LOG_NOT_FOUND':
      return `No log of ${failure.data.id} was found.`;
    case 'AMBIGUOUS':
      return `${failure.data.id} could be any of these: ${failure.data.candidates.join(', ')}. Give more of it.`;
    case 'NOT_A_LOG':
      return `${failure.data.path} cannot be read as a log: ${failure.data.reason}`;
    case 'NOT_LIVE':
      return 'It has no process any more.';
    case 'STILL_LIVE':
      return 'It has a live process. Stop it first.';
    case 'STOP_INCOMPLETE':
      return `Some of its processes did not end: ${failure.data.pids.join(', ')}. They may need more rights to end.`;
    case 'NOT_OURS':
      return 'Nothing was ended: that process is gone, or it is none of the agents’.';
    case 'NOT_A_FOLDER':
      return `${failure.data.path}: ${failure.data.reason}.`;
    case 'NO_DIALOG':
      return 'This face has no dialog of its own for that.';
    case 'PORT_IN_USE':
      return `Port ${failure.data.port} is in use.`;
  }
};
