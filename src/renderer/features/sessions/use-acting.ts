import { createContext, use } from 'react';
import type { ConversationId, RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import type { Forgettable } from './forgetting.ts';

/** What is done to a session, or to a conversation that is no session's. */
export type Act = 'stop' | 'resume' | 'take-over' | 'continue' | 'fork' | 'forget';

/** Whose conversation is copied. */
export type ForkOf =
  | { readonly of: 'session'; readonly sessionId: SessionId }
  | { readonly of: 'conversation'; readonly runtime: RuntimeId; readonly conversationId: ConversationId };

export interface ResumeOptions {
  readonly agent?: 'kept' | 'current';
  /** What becomes of a live process that writes the conversation; it is refused unless told otherwise. */
  readonly live?: LiveProcess;
}

/** What can be done to a session, and how the last attempt went. */
export interface Acting {
  readonly stop: (id: SessionId) => void;
  readonly resume: (id: SessionId, options?: ResumeOptions) => void;
  readonly resumeFound: (runtime: RuntimeId, conversation: ConversationId, live?: LiveProcess) => void;
  /** Ends our own process of it cleanly, then resumes it in a terminal. */
  readonly takeOver: (id: SessionId) => void;
  /** Goes on in the background; a live process of ours ends first. Tells whether it does. */
  readonly continueWith: (session: Session, prompt: string, live?: LiveProcess) => Promise<boolean>;
  /** Asks what these go on with in the background. */
  readonly askToContinue: (sessions: readonly Session[]) => void;
  readonly fork: (what: ForkOf) => void;
  readonly forget: (what: Forgettable) => void;
  readonly open: (id: SessionId) => void;
  /** Shows what a conversation's log tells. */
  readonly read: (conversation: ConversationId, title: string | null) => void;
  /** What is under way for a session, or for a conversation that is no session's. */
  readonly under: (id: string) => Act | null;
  /** Why the last attempt failed, until it is dismissed or tried again. */
  readonly problem: (id: string) => unknown;
  readonly dismiss: (id: string) => void;
}

/** Filled by ActingProvider. */
export const ActingContext = createContext<Acting | null>(null);

/** What can be done to sessions here. */
export const useActing = (): Acting => {
  const acting = use(ActingContext);
  if (!acting) throw new Error('useActing needs an ActingProvider above it.');
  return acting;
};
