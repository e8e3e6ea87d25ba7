import type { Says, Statement, TerminalSignals } from '../statement.ts';
import { plainLine } from './reading/drafts.ts';
import { endedHow, onScreen, type OnScreen } from './screens.ts';

/** `state=blocked:app=codex:kind=permission` as fields. */
const fieldsIn = (status: string): ReadonlyMap<string, string> =>
  new Map(
    status.split(':').map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );

type EndedHow = ReturnType<typeof endedHow>;

/** What the screen says is asked, if it does; else only what kind it is. */
const waiting = (kind: 'approval' | 'question', seen: OnScreen | null): Says =>
  seen?.says.is === 'waiting' && seen.says.for === kind
    ? seen.says
    : { is: 'waiting', for: kind, about: null };

/** OSC 7501 as 0.169 sends it: `idle` is also what follows `done` once a person types. */
const statusSays = (status: string, how: EndedHow, seen: OnScreen | null): Says | null => {
  const fields = fieldsIn(status);
  if (fields.get('app') !== 'codex') return null;
  switch (fields.get('state') ?? '') {
    case 'working':
      return { is: 'working', about: null };
    case 'blocked':
      return waiting(fields.get('kind') === 'permission' ? 'approval' : 'question', seen);
    case 'done':
      return { is: 'idle', how: 'done' };
    case 'error':
      return { is: 'idle', how: 'failed' };
    case 'idle':
      return { is: 'idle', how };
    default:
      return null;
  }
};

const SPINNER = /^[\u2801-\u28ff] /;
/** It blinks. */
const ASKS = /^\[ [!.] \] Action Required\b/;

/** The default title since 0.116, and what of it stays the same while it says the same. */
const titleSays = (title: string, how: EndedHow, seen: OnScreen | null): OnScreen | null => {
  if (title === '') return null;
  if (SPINNER.test(title)) return { says: { is: 'working', about: null }, text: plainLine(title.slice(2)) };
  if (ASKS.test(title)) {
    // It is the same for both.
    const kind = seen?.says.is === 'waiting' && seen.says.for === 'question' ? 'question' : 'approval';
    return { says: waiting(kind, seen), text: plainLine(title.replace(ASKS, '[ ! ] Action Required')) };
  }
  // Whoever took the spinner out of their title has a plain one always.
  return seen?.says.is === 'working' || seen?.says.is === 'waiting'
    ? null
    : { says: { is: 'idle', how }, text: plainLine(title) };
};

/** Drawn over everything else before there is a turn: what status and title said before is over. */
const covers = (seen: OnScreen | null): boolean =>
  seen?.says.is === 'waiting' && (seen.says.for === 'trust' || seen.says.for === 'sign-in');

/** What a Codex terminal's own signals say of its turn, the most trusted first. Pure. */
export const codexSignals = (
  { title, titleAt, status, statusAt, rows, rowsAt }: TerminalSignals,
  version: string,
): readonly Statement[] => {
  const seen = onScreen(rows, version);
  const screen: readonly Statement[] = seen === null ? [] : [{ source: 'screen', at: rowsAt, ...seen }];
  if (covers(seen)) return screen;
  const how = endedHow(rows);
  const byStatus = status === null ? null : statusSays(status, how, seen);
  const byTitle = titleSays(title, how, seen);
  return [
    ...(byStatus === null || status === null
      ? []
      : [{ source: 'terminal-status' as const, at: statusAt, says: byStatus, text: plainLine(status) }]),
    ...(byTitle === null ? [] : [{ source: 'terminal-title' as const, at: titleAt, ...byTitle }]),
    ...screen,
  ];
};
