import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';

/** What waits for a person, the longest waiting first. */
export const waitingOf = (sessions: readonly Session[]): Session[] =>
  sessions
    .filter(({ status }) => status.word === 'Waiting')
    .toSorted((one, other) => one.status.at.localeCompare(other.status.at));

/** The one that needs a person next: not the one under their eyes while others wait too. */
export const nextWaiting = (sessions: readonly Session[], focused: SessionId | null): Session | null => {
  const waiting = waitingOf(sessions);
  return waiting.find(({ id }) => id !== focused) ?? waiting[0] ?? null;
};
