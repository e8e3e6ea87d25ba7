import type { Agent } from '#shared/contract/agents.ts';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session, Writer } from '#shared/contract/sessions.ts';
import type { Doctor, Info, Preferences, Workspace } from '#shared/contract/system.ts';
import type {
  ConversationSummary,
  FoundConversation,
  IndexState,
  LogHead,
  Step,
} from '#shared/contract/transcripts.ts';
import type { PriceCorrection, ResumeEstimate, UsageQuery, UsageReport } from '#shared/contract/usage.ts';

/** What a fake main holds, and what was asked of it. */
export interface FakeMain {
  sessions: Session[];
  agents: Agent[];
  workspaces: Workspace[];
  doctor: Doctor;
  info: Info;
  preferences: Preferences;
  /** Throws for a report that cannot be made. */
  usage: (query: UsageQuery) => UsageReport;
  prices: PriceCorrection[];
  /** Of every conversation. */
  estimate: ResumeEstimate | null;
  /** Who writes every conversation already; null: nobody. */
  writer: Writer | null;
  /** Whether nothing can be started in the background. */
  launchFails: boolean;
  /** How Resume all ends. */
  resumed: { sessionId: SessionId; problem: string | null }[];
  index: IndexState;
  /** Conversations found on disk, the last active first. */
  found: FoundConversation[];
  /** Whether asking for them fails. */
  foundFails: boolean;
  /** What is kept of logs, by conversation. */
  readonly logs: Map<
    string,
    { readonly head: LogHead; readonly steps: readonly Step[]; readonly summary?: ConversationSummary }
  >;
  /** Every call that changes something: its name and its input. */
  readonly asked: { readonly call: string; readonly input: unknown }[];
}
