import { useMutation } from '@tanstack/react-query';
import type { ConversationId, RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { LogFacts } from '#shared/contract/transcripts.ts';
import { useBridge, type Bridge } from '#renderer/bridge/bridge.tsx';
import { isFailure, runtimeName } from '#renderer/bridge/failure-words.ts';
import { staleLogs } from '#renderer/bridge/live.ts';
import { useToast } from '#renderer/ui/toast.tsx';

/** What toc knows of a session of ours, or of a conversation that was found on disk. */
export interface Forgettable {
  readonly title: string;
  readonly runtime: RuntimeId;
  /** Null: it is no session of ours. */
  readonly sessionId: SessionId | null;
  /** Those whose logs toc may have read. */
  readonly conversations: readonly ConversationId[];
  /** The CLI's own log is known to be gone. */
  readonly logGone: boolean;
}

/** A session of ours, as something to forget. */
export const ofSession = ({ id, title, runtime, conversations }: Session): Forgettable => ({
  title,
  runtime,
  sessionId: id,
  conversations: conversations.filter(({ saved }) => saved).map((conversation) => conversation.id),
  logGone: false,
});

/** A conversation found on disk, as something to forget. */
export const ofFound = ({
  title,
  runtime,
  conversationId,
  goneAt,
}: Pick<LogFacts, 'title' | 'runtime'> & {
  readonly conversationId: ConversationId;
  readonly goneAt: string | null;
}): Forgettable => ({
  title: title ?? 'Without a prompt',
  runtime,
  sessionId: null,
  conversations: [conversationId],
  logGone: goneAt !== null,
});

/** What an attempt to forget is known by. */
export const forgettableKey = ({ sessionId, conversations }: Forgettable): string =>
  sessionId ?? conversations.join(' ');

/** What is deleted, in a sentence. */
export const lostSentence = ({ sessionId, conversations }: Forgettable): string => {
  const read =
    'what toc read of its log: every step of its transcript, and its usage figures, which leave the totals';
  if (sessionId === null) return `Deleted is ${read}.`;
  if (conversations.length === 0) return 'It leaves the list, and its last screen is deleted.';
  return `It leaves the list. Deleted are its last screen, and ${read}.`;
};

/** What is not touched, in a sentence. */
export const keptSentence = ({ runtime, conversations, logGone }: Forgettable): string => {
  const name = runtimeName(runtime);
  if (conversations.length === 0) return `${name}’s own files stay.`;
  return logGone
    ? `${name}’s own log is gone already: nothing of this conversation will be left.`
    : `${name}’s own log stays as it is. toc will not read it again, not even when it grows.`;
};

const forgetLog = async (client: Bridge['client'], conversationId: ConversationId): Promise<void> => {
  try {
    await client.transcripts.forget({ conversationId });
  } catch (problem) {
    // Nothing was kept of it, or it was forgotten elsewhere meanwhile: that is what was wanted.
    if (!isFailure(problem) || problem.code !== 'LOG_NOT_FOUND') throw problem;
  }
};

/** Deletes what toc keeps, and says so; the log first, so that what failed can be tried again from its row. */
export const useForget = () => {
  const { client, queries, api } = useBridge();
  const tell = useToast();
  return useMutation({
    mutationFn: async ({ sessionId, conversations }: Forgettable) => {
      for (const id of conversations) await forgetLog(client, id);
      if (sessionId !== null) await client.sessions.forget({ sessionId });
    },
    onSuccess: (_, { title, conversations }) => {
      if (conversations.length > 0) staleLogs({ queries, api }, conversations);
      tell(`Forgotten: ${title}`);
    },
  });
};
