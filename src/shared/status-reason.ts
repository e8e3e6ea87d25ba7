import type { Session } from './contract/sessions.ts';

const waitingSentence = {
  approval: 'It asks whether it may',
  question: 'It asks you a question',
  trust: 'It asks whether you trust this folder',
  'sign-in': 'It asks you to sign in',
  dialog: 'It shows a dialog that only you can close',
} as const;

const idleSentence = {
  done: 'Its turn is over; it takes your next prompt.',
  interrupted: 'Its turn was interrupted; it takes your next prompt.',
  failed: 'Its turn failed; it takes your next prompt.',
  ready: 'It takes your prompt.',
} as const;

const two = (value: number): string => String(value).padStart(2, '0');

/** Day and time in the machine's zone. */
const localTime = (at: string): string => {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** Since when nothing was seen of a live session, and what can be done; toc ends none for its silence. */
const quietSentence = (since: string): string =>
  `Nothing came of it since ${localTime(since)}: a long command and a long thought are silent too, but so is a server that hangs. Wait, or stop it and continue.`;

/** Plain words for a session's status, from its cause; the same in the window and in `toc sessions`. */
export const statusReason = ({ status }: Pick<Session, 'status'>): string => {
  const sentence = causeSentence(status);
  if (status.quietSince === null) return sentence;
  return `${/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`} ${quietSentence(status.quietSince)}`;
};

const causeSentence = ({ cause }: Session['status']): string => {
  switch (cause.code) {
    case 'starting':
      return 'The process is being started.';
    case 'alive':
      return `Process ${cause.pid} is alive.`;
    case 'queued':
      return cause.ahead === 1
        ? 'It starts when one run before it has ended.'
        : `It starts when ${cause.ahead} runs before it have ended.`;
    case 'held':
      return `It has its turn and waits to be started, which is tried again. ${cause.why}`;
    case 'adopted':
      return `Its supervisor died; process ${cause.pid} goes on, and what it prints is kept.`;
    case 'working':
      return cause.about === null ? 'It works on its turn.' : `It works on its turn: ${cause.about}`;
    case 'waiting':
      return `${waitingSentence[cause.for]}${cause.about === null ? '.' : `: ${cause.about}`}`;
    case 'idle':
      return idleSentence[cause.how];
    case 'completed':
      return 'The runtime said that it finished.';
    case 'run-failed':
      return `The runtime said that it failed: ${cause.message}`;
    case 'no-last-word':
      return cause.exitCode === null
        ? 'The process is gone; nobody saw its exit code, and the runtime did not say that it finished.'
        : `The process ended with exit code ${cause.exitCode} without saying that it finished.`;
    case 'other-conversation':
      return `The runtime began another conversation (${cause.got}) instead of continuing ${cause.asked}.`;
    case 'unreachable':
      return `toc ended it after ${cause.seconds} s in which its server could not be reached: ${cause.message}`;
    case 'exited':
      return `The process ended with exit code ${cause.exitCode}.`;
    case 'killed':
      return `The process was ended by ${cause.signal}; nobody pressed Stop.`;
    case 'spawn-failed':
      return `The process could not be started: ${cause.message}`;
    case 'stopped':
      return `You stopped it (${cause.how}).`;
    case 'supervisor-died':
      return 'Its supervisor died, and the terminal with it.';
    case 'machine-restarted':
      return 'The machine was restarted while it ran.';
    case 'vanished':
      return 'The process is gone and left no exit code.';
  }
};
