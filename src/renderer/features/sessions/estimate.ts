import { useQueries } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { ResumeEstimate } from '#shared/contract/usage.ts';
import { dollars, tokensShort } from '#shared/usage-words.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';

const UNKNOWN = 'How much it reads again is not known.';

/** What resuming conversations reads again, in a sentence. Null among them: no figure of that one is known. */
export const estimateSentence = (estimates: readonly (ResumeEstimate | null)[]): string => {
  const known = estimates.filter((estimate) => estimate !== null);
  if (known.length === 0) return UNKNOWN;
  const sum = (figure: (estimate: ResumeEstimate) => number): number =>
    known.reduce((total, estimate) => total + figure(estimate), 0);
  const tokens = `Reads about ${tokensShort(sum((each) => each.tokens))} tokens again`;
  const others = estimates.length - known.length;
  const rest =
    others === 0
      ? ''
      : ` How much ${others === 1 ? 'one other reads' : `${others} others read`} is not known.`;
  if (known.some(({ costUSD }) => costUSD === null)) return `${tokens}; no price is known.${rest}`;
  const least = dollars(sum(({ costUSD }) => costUSD?.least ?? 0));
  const most = dollars(sum(({ costUSD }) => costUSD?.most ?? 0));
  return `${tokens}, ${least === most ? most : `${least} to ${most}`} at list price.${rest}`;
};

/** The conversation that Resume goes on with; null: it starts anew. */
export const resumedBy = ({ conversations }: Pick<Session, 'conversations'>): ConversationId | null =>
  conversations.findLast(({ saved }) => saved)?.id ?? null;

/** What resuming conversations reads again; undefined until all is known, or when there is nothing to read. */
export const useEstimate = (conversations: readonly ConversationId[]): string | undefined => {
  const api = useApi();
  return useQueries({
    queries: conversations.map((conversationId) =>
      api.usage.resumeEstimate.queryOptions({ input: { conversationId } }),
    ),
    combine: (read) => {
      if (read.length === 0 || read.some(({ isPending }) => isPending)) return undefined;
      return estimateSentence(read.map(({ data }) => data ?? null));
    },
  });
};

/** The same of one session; nothing is asked while it is not wanted. */
export const useResumeEstimate = (session: Session, wanted = true): string | undefined => {
  const conversation = resumedBy(session);
  return useEstimate(conversation !== null && wanted ? [conversation] : []);
};

/** Finds an estimate out from when it is drawn on: rows of a long list ask for none before they must. */
export const EstimateReader = ({
  conversation,
  onKnown,
}: {
  readonly conversation: ConversationId;
  readonly onKnown: (estimate: string | undefined) => void;
}): null => {
  const estimate = useEstimate([conversation]);
  useEffect(() => onKnown(estimate), [estimate, onKnown]);
  return null;
};
