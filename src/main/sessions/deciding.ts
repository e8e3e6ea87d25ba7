import type { Says, Statement } from '../runtimes/runtime.ts';
import { SOURCES } from './sources.ts';

/** An event is told a moment after the screen shows it. */
const LAG = 1000;
/** A screen that has been ready for so long since the last event outlived it: nothing told of the turn's end. */
const OUTLIVED = 5000;

/** A question that comes before the CLI listens to anything else. */
const isGate = ({ source, says }: Statement): boolean =>
  source === 'screen' && says.is === 'waiting' && (says.for === 'trust' || says.for === 'sign-in');

const isEvent = ({ source }: Statement): boolean => SOURCES[source].kind === 'event';

/** The most trusted first; of equals the newest. */
const byTrust = (one: Statement, other: Statement): number =>
  SOURCES[other.source].trust - SOURCES[one.source].trust || other.at - one.at;

/** Whether the screen has seen what no event told. */
const outdoes = (screen: Statement, event: Statement): boolean => {
  switch (screen.says.is) {
    case 'waiting':
      return event.says.is !== 'waiting';
    case 'working':
      // Nothing tells that a question was answered before what it asked for is done.
      if (event.says.is === 'waiting') return screen.at > event.at;
      return event.says.is === 'idle' && screen.at > event.at + LAG;
    case 'idle':
      return event.says.is !== 'idle' && screen.at > event.at + OUTLIVED;
  }
};

/** The statement that a live run's finer state rests on; null when nobody says anything. Pure. */
export const winnerOf = (statements: readonly Statement[]): Statement | null => {
  const gate = statements.find(isGate);
  if (gate) return gate;
  const present = statements.filter((one) => !isEvent(one)).toSorted(byTrust);
  const [best] = present;
  if (best && best.source !== 'screen') return best;
  const [event] = statements
    .filter(isEvent)
    .toSorted((one, other) => other.at - one.at || byTrust(one, other));
  if (!best || !event) return best ?? event ?? null;
  return outdoes(best, event) ? best : event;
};

/** What some of the sources say. */
export interface Heard {
  readonly replaced: readonly Statement['source'][];
  readonly next: readonly Statement[];
  /** When. */
  readonly now: number;
}

const sameSays = (one: Says, other: Says): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A file's time may lie ahead of the clock; nothing is known from the future. */
const past = (at: number, now: number): number => Math.max(0, Math.min(at, now));

/** Since when that is so: a source that says what it said before has said it since then, but a new event is new. */
const since = (next: Statement, before: Statement | undefined, now: number): number => {
  if (!before || !sameSays(before.says, next.says)) return past(next.at, now);
  return past(isEvent(next) && next.at <= now ? next.at : before.at, now);
};

/** What is known at that time: every source among `replaced` says what `next` has of it, or nothing. Pure. */
export const heard = (known: readonly Statement[], { replaced, next, now }: Heard): readonly Statement[] => [
  ...known.filter(({ source }) => !replaced.includes(source)),
  ...next.map((statement) => {
    const before = known.find(({ source }) => source === statement.source);
    return { ...statement, at: since(statement, before, now) };
  }),
];
