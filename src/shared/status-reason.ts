import type { Session } from './contract/sessions.ts';

/** One plain sentence for a session's status, from its cause; the same in the window and in `toc sessions`. */
export const statusReason = (session: Pick<Session, 'status'>): string => {
  const { cause } = session.status;
  switch (cause.code) {
    case 'starting':
      return 'The process is being started.';
    case 'alive':
      return `Process ${cause.pid} is alive.`;
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
