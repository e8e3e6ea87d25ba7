import { createServer, type Socket } from 'node:net';
import { systemClock, type Clock } from '../../machine/clock.ts';
import { silentLog } from '../../machine/log.ts';
import { systemProcesses } from '../../machine/process-identity.ts';
import { openBackground } from '../background.ts';
import { createMessageReader, encodeMessage, MessageType, PROTOCOL, type Message } from '../protocol.ts';
import { openPty } from '../pty.ts';
import { createSupervisor } from '../supervisor.ts';

// A supervisor of another version, in a process of its own: its version, its protocol, then the socket's path.
// What passes between it and main is what such a one says and understands.
const [version = '', spoken = '', path = ''] = process.argv.slice(-3);
const protocol = Number(spoken);

let wasFound = false;
/** Once left alone it waits half a minute before it leaves; a test does not. */
const clock: Clock = {
  ...systemClock,
  after: (ms, call) => systemClock.after(wasFound && ms >= 30_000 ? 100 : ms, call),
};

const supervisor = createSupervisor({
  version,
  clock,
  processes: systemProcesses,
  ladder: { SIGINT: 150, SIGTERM: 150, SIGKILL: 3000 },
  log: silentLog,
  openPty,
  openBackground,
  leave: () => process.exit(0),
});

const parsed = (payload: Uint8Array): unknown => JSON.parse(Buffer.from(payload).toString());

/** The first protocol had no kinds, no families and no signals. */
const asFirst = (payload: Uint8Array): Uint8Array =>
  Buffer.from(
    JSON.stringify(parsed(payload), (key, value) => {
      if (key === 'kind' || key === 'family') return undefined;
      return key === 'protocol' ? protocol : value;
    }),
  );

/** What it sends, as its version would. */
const speak = (socket: Socket) =>
  createMessageReader(({ type, channel, payload }) => {
    if (type === MessageType.signals && protocol < 2) return;
    const isFirst = type === MessageType.ok && protocol < 2;
    socket.write(encodeMessage(type, channel, isFirst ? asFirst(payload) : payload));
  });

/** Null: it was not understood, and answered. */
const heard = (socket: Socket, { type, channel, payload }: Message): Uint8Array | null => {
  const asked = type === MessageType.hello ? Number(Object(parsed(payload)).protocol) : protocol;
  if (asked !== protocol) {
    const problem = { code: 'version', version, pid: process.pid };
    // The first did not say what they speak.
    socket.end(encodeMessage(MessageType.error, channel, protocol < 2 ? problem : { ...problem, protocol }));
    return null;
  }
  if (type === MessageType.run && protocol < 2) {
    socket.write(encodeMessage(MessageType.error, channel, { code: 'malformed' }));
    return null;
  }
  return encodeMessage(type, channel, type === MessageType.hello ? { protocol: PROTOCOL } : payload);
};

const server = createServer((socket) => {
  wasFound = true;
  const peer = supervisor.connect({ write: speak(socket), close: () => void socket.end() });
  const read = createMessageReader((message) => {
    const bytes = heard(socket, message);
    if (bytes) peer.receive(bytes);
  });
  socket.on('data', read);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => peer.gone());
});
server.listen(path);
