import type { Session } from '#shared/contract/sessions.ts';

const LEAVES_AFTER = 10 * 60 * 1000;

/** One end of one run: a session that fails again is new again. */
export const endKey = (session: Session): string => `${session.id} ${session.run.id}`;

/**
 * The sessions the sidebar shows: the live ones, those that ended in the last ten minutes, those that failed
 * or were lost and have not been looked at, and those that are open now.
 */
export const listed = (
  sessions: readonly Session[],
  {
    open,
    seen,
    now,
  }: { readonly open: readonly string[]; readonly seen: ReadonlySet<string>; readonly now: number },
): Session[] =>
  sessions.filter((session) => {
    if (session.run.live || open.includes(session.id)) return true;
    const { word, at } = session.status;
    if ((word === 'Failed' || word === 'Lost') && !seen.has(endKey(session))) return true;
    return now - Date.parse(at) < LEAVES_AFTER;
  });
