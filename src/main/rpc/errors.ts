import { ORPCError } from '@orpc/server';
import type { RemoveRefused, SaveRefused } from '../agents/agents.ts';
import type { IdRefused, NotALog } from '../transcripts/transcripts.ts';
import type { EndTreeRefused } from '../sessions/processes.ts';
import type {
  ForgetRefused,
  ForkRefused,
  ResumeFoundRefused,
  ResumeRefused,
  StartRefused,
  StopSessionRefused,
} from '../sessions/sessions.ts';

/** Every expected refusal inside main. */
export type Refusal =
  | SaveRefused
  | RemoveRefused
  | StartRefused
  | ResumeRefused
  | ResumeFoundRefused
  | StopSessionRefused
  | ForgetRefused
  | ForkRefused
  | EndTreeRefused
  | IdRefused
  | NotALog
  | { readonly code: 'unknown-time-zone'; readonly timeZone: string }
  | { readonly code: 'log-not-found'; readonly id: string }
  | { readonly code: 'not-a-folder'; readonly path: string; readonly reason: string }
  | { readonly code: 'port-in-use'; readonly port: number }
  | { readonly code: 'no-dialog' };

const contractCodes = {
  'name-taken': 'NAME_TAKEN',
  'changed-outside': 'CHANGED_OUTSIDE',
  'agent-broken': 'AGENT_BROKEN',
  'agent-not-found': 'AGENT_NOT_FOUND',
  'workspace-gone': 'WORKSPACE_GONE',
  'cannot-write': 'CANNOT_WRITE',
  'runtime-missing': 'RUNTIME_MISSING',
  'runtime-too-old': 'RUNTIME_TOO_OLD',
  'runtime-broken': 'RUNTIME_BROKEN',
  'supervisor-silent': 'SUPERVISOR_SILENT',
  'supervisor-newer': 'SUPERVISOR_NEWER',
  'instructions-too-long': 'INSTRUCTIONS_TOO_LONG',
  'session-not-found': 'SESSION_NOT_FOUND',
  'conversation-not-found': 'CONVERSATION_NOT_FOUND',
  'conversation-gone': 'CONVERSATION_GONE',
  'already-live': 'ALREADY_LIVE',
  'cannot-fork': 'CANNOT_FORK',
  'not-live': 'NOT_LIVE',
  'still-live': 'STILL_LIVE',
  'not-ours': 'NOT_OURS',
  'stop-incomplete': 'STOP_INCOMPLETE',
  'unknown-time-zone': 'UNKNOWN_TIME_ZONE',
  'log-not-found': 'LOG_NOT_FOUND',
  'not-a-folder': 'NOT_A_FOLDER',
  'port-in-use': 'PORT_IN_USE',
  'no-dialog': 'NO_DIALOG',
  'not-a-log': 'NOT_A_LOG',
  ambiguous: 'AMBIGUOUS',
} as const satisfies Record<Refusal['code'], string>;

/**
 * The typed error of the contract for a refusal: its code in capitals, its facts as data. The server
 * checks it against the contract of the call, so an undeclared one surfaces as a bug.
 */
export const refused = ({ code, ...data }: Refusal): ORPCError<string, unknown> => {
  const facts = Object.keys(data).length === 0 ? undefined : data;
  return new ORPCError(contractCodes[code], { data: facts });
};
