import { FrameType } from '#shared/terminal-frames.ts';
import {
  catchUp,
  hide,
  join,
  leave,
  leaveBehind,
  show,
  takeSnapshot,
  tellEnd,
  tellRoles,
} from './audience.ts';
import { FOLLOWER_LIMIT } from './flow.ts';
import { createJob } from './parsing.ts';
import type { RunExit, Size } from './protocol.ts';
import type { Pty } from './pty.ts';
import type { RunFiles } from './run-files.ts';
import { createScreen } from './screen.ts';
import { watchSignals } from './signals.ts';
import { regulate, type Terminal, type TerminalRooms } from './terminal-state.ts';
import { readRequest, type SendFrame, type Viewer, type ViewerRequest } from './viewer.ts';

/** One viewer's hold on a terminal. */
export interface Attached {
  receive(type: number, payload: Uint8Array): void;
  detach(): void;
}

interface Start {
  readonly runId: string;
  readonly pty: Pty;
  readonly files: RunFiles;
  readonly size: Size;
}

/** How often a changed screen is written to disk. */
const SAVE_EVERY = 2000;

/** Joins a pty to a screen and to its viewers. */
export const createTerminal = (rooms: TerminalRooms, { runId, pty, files, size }: Start): Terminal => {
  const answer = (text: string): void => pty.write(Buffer.from(text));
  const screen = createScreen({ size, theme: rooms.theme.get, answer });
  const terminal: Terminal = {
    runId,
    rooms,
    pty,
    files,
    screen,
    signals: watchSignals({ runId, screen, clock: rooms.clock }, rooms.tellSignals),
    job: createJob({
      isFocused: () => [...terminal.viewers].some(({ lane }) => rooms.delivery.isFocused(lane)),
      parse: (bytes) => parse(terminal, bytes),
    }),
    viewers: new Set(),
    driver: null,
    exit: null,
    isHeld: false,
    parsed: 0,
    saved: { at: rooms.clock.now(), parsed: -1 },
  };
  rooms.parsing.add(terminal.job);
  pty.onData((bytes) => read(terminal, bytes));
  return terminal;
};

/** A new viewer: a snapshot, then the bytes after it. */
export const attach = (terminal: Terminal, send: SendFrame): Attached => {
  const viewer = join(terminal, send);
  return {
    receive: (type, payload) => {
      const request = readRequest(type, payload);
      if (request) obey(terminal, viewer, request);
    },
    detach: () => leave(terminal, viewer),
  };
};

/** The program has ended; its bytes may still be on their way to the screen and to the viewers. */
export const markEnded = (terminal: Terminal, exit: RunExit): void => {
  terminal.exit = exit;
  if (terminal.job.queue.bytes === 0) settle(terminal);
};

/** Once a second: viewers that fell behind, the screen on disk. */
export const tick = (terminal: Terminal): void => {
  const { viewers, rooms, saved, parsed, exit } = terminal;
  for (const viewer of viewers) catchUp(terminal, viewer);
  const isDue = rooms.clock.now() - saved.at >= SAVE_EVERY && !rooms.delivery.isTyping();
  if (isDue && saved.parsed !== parsed && !exit) save(terminal);
};

/** Forgets the screen; whoever still watches is told. */
export const dispose = (terminal: Terminal): void => {
  terminal.rooms.parsing.remove(terminal.job);
  terminal.signals.close();
  for (const viewer of terminal.viewers) {
    terminal.rooms.delivery.remove(viewer.lane);
    viewer.send(FrameType.gone, { reason: 'released' });
  }
  terminal.screen.dispose();
};

const read = (terminal: Terminal, bytes: Uint8Array): void => {
  terminal.job.queue.push(bytes);
  for (const viewer of terminal.viewers) {
    const { lane } = viewer;
    if (!lane.isLive) continue;
    lane.queue.push(bytes);
    // Only the driver holds the program back; whoever else cannot keep up would fill our memory.
    if (viewer !== terminal.driver && lane.queue.bytes > FOLLOWER_LIMIT) leaveBehind(terminal, viewer);
    else terminal.rooms.delivery.offer(lane);
  }
  terminal.rooms.parsing.kick();
  regulate(terminal);
};

const parse = (terminal: Terminal, bytes: Uint8Array): void => {
  try {
    terminal.screen.write(bytes);
  } catch (problem) {
    // One program's output must not end the others' supervisor.
    terminal.rooms.log.error('screen-failed', problem, { runId: terminal.runId });
  }
  terminal.parsed += bytes.length;
  terminal.signals.changed();
  regulate(terminal);
  if (terminal.job.queue.bytes === 0) settle(terminal);
};

const settle = (terminal: Terminal): void => {
  if (!terminal.exit) return;
  save(terminal);
  for (const viewer of terminal.viewers) tellEnd(terminal, viewer);
};

const save = (terminal: Terminal): void => {
  const { rooms, files, parsed, runId } = terminal;
  terminal.saved = { at: rooms.clock.now(), parsed };
  const { snapshot, anchor } = takeSnapshot(terminal);
  anchor.dispose();
  files.screen(snapshot).catch((problem: unknown) => rooms.log.error('screen-not-saved', problem, { runId }));
};

const resize = (terminal: Terminal, size: Size): void => {
  const { pty, screen } = terminal;
  const { cols, rows } = screen.size();
  if (cols === size.cols && rows === size.rows) return;
  pty.resize(size);
  screen.resize(size);
  tellRoles(terminal);
};

const obey = (terminal: Terminal, viewer: Viewer, request: ViewerRequest): void => {
  const { rooms, pty, screen } = terminal;
  const { delivery } = rooms;
  const isDriver = viewer === terminal.driver;
  switch (request.kind) {
    case 'input':
      if (!isDriver) return;
      delivery.typed();
      return pty.write(request.bytes);
    case 'resize':
      return isDriver ? resize(terminal, request.size) : undefined;
    case 'acknowledge':
      return delivery.acknowledge(viewer.lane, request.bytes);
    case 'focus':
      if (request.on) delivery.focus(viewer.lane);
      else if (delivery.isFocused(viewer.lane)) delivery.focus(null);
      return;
    case 'visible':
      if (request.on === viewer.isVisible) return;
      viewer.isVisible = request.on;
      return request.on ? show(terminal, viewer) : hide(terminal, viewer);
    case 'drive':
      terminal.driver = viewer;
      regulate(terminal);
      return tellRoles(terminal);
    case 'theme':
      return rooms.theme.set(request.theme);
    case 'history': {
      const text = viewer.anchor ? screen.history(viewer.anchor, request) : '';
      return viewer.send(FrameType.historyText, { text });
    }
  }
};
