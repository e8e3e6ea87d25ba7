import type { Status, StatusCause, WaitingFor } from './contract/sessions.ts';
import type { Notice } from './contract/system.ts';

const waits: Readonly<Record<WaitingFor, string>> = {
  approval: 'wants an approval',
  question: 'asks a question',
  trust: 'asks whether you trust its folder',
  'sign-in': 'wants you to sign in',
  dialog: 'shows a dialog that only you can close',
};

/** What a session that waits wants of a person, in a few words: never what it works on. */
export const wants = (cause: StatusCause): string =>
  cause.code === 'waiting' ? waits[cause.for] : 'waits for you';

/** Why in a few words; what the runtime or the system said stays out, for it may quote anything. */
const why = (cause: StatusCause): string | null => {
  switch (cause.code) {
    case 'exited':
      return `exit ${cause.exitCode}`;
    case 'killed':
      return `ended by ${cause.signal}`;
    case 'no-last-word':
      return cause.exitCode === null ? 'nobody saw how it ended' : `exit ${cause.exitCode}, without a result`;
    case 'other-conversation':
      return 'another conversation began';
    case 'unreachable':
      return 'its server could not be reached';
    case 'spawn-failed':
      return 'it did not start';
    case 'supervisor-died':
      return 'its supervisor died';
    case 'machine-restarted':
      return 'the machine restarted';
    case 'vanished':
      return 'its process is gone';
    case 'starting':
    case 'alive':
    case 'queued':
    case 'held':
    case 'adopted':
    case 'working':
    case 'waiting':
    case 'idle':
    case 'completed':
    case 'run-failed':
    case 'stopped':
      return null;
  }
};

const withWhy = (word: string, cause: StatusCause): string => {
  const reason = why(cause);
  return reason === null ? word : `${word}: ${reason}`;
};

/** What a notification says of one session: no prompt, no command and nothing the agent wrote. */
export const noticeText = (what: Notice['what'], { cause }: Pick<Status, 'cause'>): string => {
  switch (what) {
    case 'waiting':
      return wants(cause);
    case 'ended':
      return 'ended';
    case 'failed':
      return withWhy('failed', cause);
    case 'lost':
      return withWhy('lost', cause);
  }
};

const verbs: Readonly<Record<Notice['what'], readonly [one: string, many: string]>> = {
  waiting: ['needs you', 'need you'],
  ended: ['ended', 'ended'],
  failed: ['failed', 'failed'],
  lost: ['was lost', 'were lost'],
};

/** From what wants a person most to what is merely over. */
const order = ['waiting', 'failed', 'lost', 'ended'] as const satisfies readonly Notice['what'][];

/** The headline of several: `3 sessions need you`, `1 session needs you, 2 ended`. */
export const gatheredTitle = (kinds: readonly Notice['what'][]): string =>
  order
    .map((what) => ({ what, count: kinds.filter((kind) => kind === what).length }))
    .filter(({ count }) => count > 0)
    .map(({ what, count }, at) => {
      const noun = at > 0 ? '' : count === 1 ? ' session' : ' sessions';
      return `${count}${noun} ${verbs[what][count === 1 ? 0 : 1]}`;
    })
    .join(', ');

/** The kind among several that wants a person most. */
export const foremost = (kinds: readonly Notice['what'][]): Notice['what'] =>
  order.find((what) => kinds.includes(what)) ?? 'ended';

/** What the tray and the badge say aloud. */
export const waitingSentence = (count: number): string => {
  if (count === 0) return 'Nothing waits for you';
  return count === 1 ? '1 session waits for you' : `${count} sessions wait for you`;
};
