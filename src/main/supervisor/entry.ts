import { chmodSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import manifest from '../../../package.json' with { type: 'json' };
import { moment, systemClock } from '../machine/clock.ts';
import { systemProcesses } from '../machine/process-identity.ts';
import { openBackground } from './background.ts';
import { openPty } from './pty.ts';
import { LADDER } from './stopping.ts';
import { createSupervisor } from './supervisor.ts';

// Started by main with the path of the socket to make, and outlives it. An upgrade may replace the files
// below a living supervisor, so everything it needs is loaded by now.
const path = process.argv.at(-1) ?? '';
process.umask(0o077);
// Neither the closing of the terminal that main was started from nor its Ctrl-C is meant for us.
process.on('SIGHUP', () => {});
process.on('SIGINT', () => {});

const tell = (event: string, problem: unknown, facts: object = {}): void => {
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  const at = moment(systemClock.now());
  try {
    // Not by the stream: that tells of a full disk as another fault, which would be told here, and so for ever.
    writeSync(2, `${JSON.stringify({ at, level: 'error', event, problem: text, ...facts })}\n`);
  } catch {
    // The log is the first thing we can do without.
  }
};
// One fault must not end everybody's work.
process.on('uncaughtException', (problem) => tell('uncaught-exception', problem));
process.on('unhandledRejection', (problem) => tell('unhandled-rejection', problem));

const leave = (): void => {
  rmSync(path, { force: true });
  process.exit(0);
};

const supervisor = createSupervisor({
  version: manifest.version,
  clock: systemClock,
  processes: systemProcesses,
  ladder: LADDER,
  log: { info: () => {}, error: tell },
  openPty,
  openBackground,
  leave,
});

const server = createServer((socket) => {
  socket.setNoDelay(true);
  const peer = supervisor.connect({
    write: (bytes) => void socket.write(bytes),
    close: () => void socket.end(),
  });
  socket.on('data', (chunk: Uint8Array) => peer.receive(chunk));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => peer.gone());
});
server.on('error', (problem) => {
  tell('cannot-listen', problem);
  process.exit(1);
});
server.listen(path, () => chmodSync(path, 0o600));
