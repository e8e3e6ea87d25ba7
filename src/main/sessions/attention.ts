import type { SessionId } from '#shared/contract/ids.ts';
import type { Session, StatusWord } from '#shared/contract/sessions.ts';
import type { News, Notice, Preferences } from '#shared/contract/system.ts';
import { foremost, gatheredTitle, noticeText } from '#shared/notice-words.ts';
import type { Clock } from '../machine/clock.ts';

/** What happens this close together is one notice: a restarted machine does not ring twenty times. */
const TOGETHER = 2000;

/** A window that has not said for so long what it shows is gone, or the machine slept. */
const FORGOTTEN = 30_000;

/** A notice names so many sessions; of the rest it says how many there are. */
const NAMED = 4;

/** How a session stood: its newest run, and that run's status. */
export interface Standing {
  readonly run: string;
  readonly word: StatusWord;
}

const ends = { Ended: 'ended', Failed: 'failed', Lost: 'lost' } as const;

const isOver = (word: StatusWord): boolean => word === 'Stopped' || word in ends;

/**
 * What is worth a notice when a session that stood so stands so now; null: nothing. Whoever pressed Stop knows it,
 * and an end that is only told better (Lost, then Ended after all) is not a second one. Pure.
 */
export const noticeOf = (before: Standing | null, after: Standing): Notice['what'] | null => {
  if (before === null) return null;
  const sameRun = before.run === after.run;
  switch (after.word) {
    case 'Waiting':
      return sameRun && before.word === 'Waiting' ? null : 'waiting';
    case 'Ended':
    case 'Failed':
    case 'Lost':
      return sameRun && isOver(before.word) ? null : ends[after.word];
    case 'Running':
    case 'Working':
    case 'Idle':
    case 'Stopped':
      return null;
  }
};

const standingOf = ({ run, status }: Session): Standing => ({ run: run.id, word: status.word });

interface Event {
  readonly session: Session;
  readonly what: Notice['what'];
}

const names = (events: readonly Event[]): string => {
  const named = events.slice(0, NAMED).map(({ session }) => session.title);
  const rest = events.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

/** One notice for what happened together; null when nothing did. Pure. */
export const gathered = (events: readonly Event[], sound: boolean): Notice | null => {
  const kinds = events.map(({ what }) => what);
  const what = foremost(kinds);
  const first = events.find((event) => event.what === what);
  if (!first) return null;
  const { id, title, status } = first.session;
  return events.length === 1
    ? { sessionId: id, title, text: noticeText(what, status), what, sound }
    : { sessionId: id, title: gatheredTitle(kinds), text: names(events), what, sound };
};

const isWanted = (what: Notice['what'], { notifyWaiting, notifyEnded }: Preferences): boolean =>
  what === 'waiting' ? notifyWaiting : notifyEnded;

/** What each window shows to a person now. */
const createLooks = (clock: Clock) => {
  const windows = new Map<string, { readonly sessions: ReadonlySet<string>; readonly until: number }>();
  return {
    looking(window: string, sessions: readonly SessionId[] | null): void {
      const now = clock.now();
      for (const [id, { until }] of windows) if (until <= now) windows.delete(id);
      if (sessions === null) windows.delete(window);
      else windows.set(window, { sessions: new Set(sessions), until: now + FORGOTTEN });
    },
    gone: (window: string): void => void windows.delete(window),
    at: (id: SessionId): boolean =>
      [...windows.values()].some(({ sessions, until }) => until > clock.now() && sessions.has(id)),
  };
};

export interface AttentionRooms {
  readonly clock: Clock;
  readonly preferences: () => Preferences;
  readonly publish: (news: News) => void;
}

/** Knows what waits for a person, and says what ended or began to wait unseen. */
export const createAttention = ({ clock, preferences, publish }: AttentionRooms) => {
  const looks = createLooks(clock);
  const known = new Map<SessionId, Session>();
  const events = new Map<SessionId, Event>();
  /** Cancels the notice that is being gathered. */
  let cancel: (() => void) | null = null;
  let closed = false;

  const isNews = ({ session, what }: Event): boolean =>
    isWanted(what, preferences()) && !looks.at(session.id);
  const tell = (): void => {
    cancel = null;
    // What was news two seconds ago may have been looked at since, or turned off.
    const unseen = [...events.values()].filter(isNews);
    events.clear();
    const notice = gathered(unseen, preferences().notifySound);
    if (notice) publish({ kind: 'notice', notice });
  };
  const note = (event: Event): void => {
    if (closed || !isNews(event)) return;
    events.set(event.session.id, event);
    cancel ??= clock.after(TOGETHER, tell);
  };
  const changed = (session: Session): void => {
    const before = known.get(session.id);
    known.set(session.id, session);
    // Answered before anybody was told, or gone on: there is nothing to tell any more.
    if (session.status.word !== 'Waiting' && events.get(session.id)?.what === 'waiting')
      events.delete(session.id);
    const what = noticeOf(before ? standingOf(before) : null, standingOf(session));
    if (what !== null) note({ session, what });
  };

  return {
    /** The sessions there are at main's start: how they stand is not news. */
    begin(sessions: readonly Session[]): void {
      for (const session of sessions) if (!known.has(session.id)) known.set(session.id, session);
    },
    heard(news: News): void {
      if (news.kind === 'session-changed') changed(news.session);
      if (news.kind !== 'session-gone') return;
      known.delete(news.id);
      events.delete(news.id);
    },
    looking: looks.looking,
    /** The window's connection ended. */
    gone: looks.gone,
    /** What waits for a person, the longest waiting first. */
    waiting: (): readonly Session[] =>
      [...known.values()]
        .filter(({ status }) => status.word === 'Waiting')
        .toSorted((one, other) => one.status.at.localeCompare(other.status.at)),
    /** Tells nothing any more. */
    close(): void {
      closed = true;
      cancel?.();
    },
  };
};

export type Attention = ReturnType<typeof createAttention>;
