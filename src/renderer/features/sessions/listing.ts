import type { ConversationId, SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { FoundConversation } from '#shared/contract/transcripts.ts';

/** One row of the table: a session of ours, or a conversation that was found on disk. */
export type Listed =
  | { readonly kind: 'ours'; readonly key: SessionId; readonly session: Session }
  | { readonly kind: 'found'; readonly key: ConversationId; readonly found: FoundConversation };

export type Shown = 'all' | 'live' | 'background' | 'needs-you' | 'ours' | 'found';

/** Whether a person must do something before it goes on. */
export const needsYou = ({ status }: Session): boolean => status.word === 'Waiting';

/** Whether its newest run has no terminal. */
export const inBackground = ({ run }: Session): boolean => run.kind === 'background';

/** When something last happened in a session; null: it is live, so it is now. */
export const lastActive = ({ run, status }: Session): string | null => (run.live ? null : status.at);

const later = (one: string, other: string): number => Number(one < other) - Number(one > other);

/** Live ones first, the last started on top: they keep their place while they work. Then the last that ended. */
const inOrder = (sessions: readonly Session[]): Session[] =>
  sessions.toSorted((one, other) => {
    if (one.run.live !== other.run.live) return one.run.live ? -1 : 1;
    return one.run.live
      ? later(one.run.startedAt, other.run.startedAt)
      : later(one.status.at, other.status.at);
  });

const ours = (session: Session): Listed => ({ kind: 'ours', key: session.id, session });
const foundOne = (found: FoundConversation): Listed => ({ kind: 'found', key: found.conversationId, found });

/** Those of the conversations found that no session of ours has: one that was resumed a moment ago has. */
export const strangers = (
  sessions: readonly Session[],
  found: readonly FoundConversation[],
): FoundConversation[] => {
  const known = new Set<string>(sessions.flatMap(({ conversations }) => conversations.map(({ id }) => id)));
  return found.filter(({ conversationId }) => !known.has(conversationId));
};

/**
 * Ours and the found ones as one list, the last active first. While older found ones are still to come
 * (`more`), ours that are older than the last one here wait for them: no row is put in above another later.
 */
const merged = (
  sessions: readonly Session[],
  found: readonly FoundConversation[],
  more: boolean,
): Listed[] => {
  const rows: Listed[] = [];
  let next = 0;
  const sorted = inOrder(sessions);
  for (const conversation of found) {
    for (let session = sorted[next]; session; session = sorted[next]) {
      const at = lastActive(session);
      if (at !== null && at < (conversation.endedAt ?? '')) break;
      rows.push(ours(session));
      next += 1;
    }
    rows.push(foundOne(conversation));
  }
  if (!more) rows.push(...sorted.slice(next).map(ours));
  return rows;
};

/** The rows of the table. Pure. */
export const listing = (
  shown: Shown,
  {
    sessions,
    found,
    more,
  }: {
    readonly sessions: readonly Session[];
    /** Without those of our sessions. */
    readonly found: readonly FoundConversation[];
    readonly more: boolean;
  },
): Listed[] => {
  switch (shown) {
    case 'all':
      return merged(sessions, found, more);
    case 'live':
      return inOrder(sessions.filter(({ run }) => run.live)).map(ours);
    case 'background':
      return inOrder(sessions.filter(inBackground)).map(ours);
    case 'needs-you':
      return inOrder(sessions.filter(needsYou)).map(ours);
    case 'ours':
      return inOrder(sessions).map(ours);
    case 'found':
      return found.map(foundOne);
  }
};
