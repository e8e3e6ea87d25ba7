import { FrameType, type Snapshot } from '#shared/terminal-frames.ts';
import { createLane } from './delivery.ts';
import type { Anchor } from './screen.ts';
import { regulate, type Terminal } from './terminal-state.ts';
import type { SendFrame, Viewer } from './viewer.ts';

interface Taken {
  readonly snapshot: Snapshot;
  /** The bytes of a sequence that is still open; they follow the snapshot. */
  readonly tail: Uint8Array;
  readonly anchor: Anchor;
}

/** The screen at the parse position. */
export const takeSnapshot = ({ screen, exit, parsed }: Terminal): Taken => {
  const { text, tail, anchor } = screen.snapshot();
  const exited = exit && { code: exit.code, signal: exit.signal };
  const offset = parsed - tail.length;
  // A program that died within a synchronized update will not end it.
  const whole = exit ? `${text}\x1b[?2026l` : text;
  return { snapshot: { ...screen.size(), offset, text: whole, title: screen.title(), exited }, tail, anchor };
};

/** Sends the screen as parsed so far, then every byte after it: none is lost, none comes twice. */
export const show = (terminal: Terminal, viewer: Viewer): void => {
  const { snapshot, tail, anchor } = takeSnapshot(terminal);
  viewer.anchor?.dispose();
  viewer.anchor = anchor;
  viewer.behindSince = null;
  viewer.knowsEnd = false;
  viewer.send(FrameType.snapshot, snapshot);
  const { lane } = viewer;
  lane.inFlight = 0;
  lane.isLive = true;
  lane.queue.clear();
  for (const bytes of [tail, ...terminal.job.queue.chunks()]) lane.queue.push(bytes);
  terminal.rooms.delivery.offer(lane);
  regulate(terminal);
  tellEnd(terminal, viewer);
};

/** No more bytes until the next snapshot. */
export const hide = (terminal: Terminal, viewer: Viewer): void => {
  viewer.lane.isLive = false;
  viewer.lane.queue.clear();
  regulate(terminal);
};

/** It gets a snapshot later: cheaper than its bytes, and it holds nobody meanwhile. */
export const leaveBehind = (terminal: Terminal, viewer: Viewer): void => {
  viewer.behindSince = terminal.rooms.clock.now();
  hide(terminal, viewer);
};

/** The end is told once, after the last byte. */
export const tellEnd = ({ exit, job }: Terminal, viewer: Viewer): void => {
  const { lane, knowsEnd } = viewer;
  if (!exit || knowsEnd || !lane.isLive || lane.queue.bytes > 0 || job.queue.bytes > 0) return;
  viewer.knowsEnd = true;
  viewer.send(FrameType.exit, { code: exit.code, signal: exit.signal });
};

const tellRole = ({ driver, screen }: Terminal, viewer: Viewer): void =>
  viewer.send(FrameType.role, { driver: viewer === driver, ...screen.size() });

/** Who drives, and at which size the others see it. */
export const tellRoles = (terminal: Terminal): void => {
  for (const viewer of terminal.viewers) tellRole(terminal, viewer);
};

/** A new viewer; the first becomes the driver. */
export const join = (terminal: Terminal, send: SendFrame): Viewer => {
  const viewer: Viewer = {
    send,
    lane: createLane({
      send: (bytes) => send(FrameType.data, bytes),
      sent: () => {
        regulate(terminal);
        tellEnd(terminal, viewer);
      },
    }),
    isVisible: true,
    behindSince: null,
    anchor: null,
    knowsEnd: false,
  };
  terminal.viewers.add(viewer);
  terminal.rooms.delivery.add(viewer.lane);
  terminal.driver ??= viewer;
  tellRole(terminal, viewer);
  show(terminal, viewer);
  return viewer;
};

/** A viewer is gone. Who has watched longest takes over, so that a watched terminal always has a driver. */
export const leave = (terminal: Terminal, viewer: Viewer): void => {
  terminal.viewers.delete(viewer);
  terminal.rooms.delivery.remove(viewer.lane);
  viewer.lane.isLive = false;
  viewer.anchor?.dispose();
  if (viewer !== terminal.driver) return;
  terminal.driver = [...terminal.viewers][0] ?? null;
  regulate(terminal);
  tellRoles(terminal);
};

/** A stuck viewer gets no bytes; one that has moved since gets a snapshot, at most one a tick. */
export const catchUp = (terminal: Terminal, viewer: Viewer): void => {
  const { lane, behindSince, isVisible } = viewer;
  if (behindSince !== null) {
    if (isVisible && (lane.inFlight === 0 || lane.heardAt > behindSince)) show(terminal, viewer);
    return;
  }
  if (lane.isLive && terminal.rooms.delivery.isSilent(lane)) leaveBehind(terminal, viewer);
};
