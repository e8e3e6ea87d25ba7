import { FrameType, type Snapshot } from '#shared/terminal-frames.ts';
import { createChunkQueue } from './chunk-queue.ts';
import type { RunExit, Size } from './protocol.ts';
import type { Anchor } from './screen.ts';

/** One window's view of one terminal, as the supervisor keeps it. */
export interface Viewer {
  readonly send: (type: number, payload?: Uint8Array | object) => void;
  /** Bytes it has not been sent yet. */
  readonly owed: ReturnType<typeof createChunkQueue>;
  /** Bytes sent and not acknowledged. */
  inFlight: number;
  /** Gets bytes: visible, and its snapshot has gone out. */
  live: boolean;
  visible: boolean;
  focused: boolean;
  /** When it last acknowledged, or was last not owing. */
  heardAt: number;
  exitSent: boolean;
  anchor: Anchor | null;
}

/** A viewer that has just attached and gets its snapshot next. */
export const createViewer = (send: Viewer['send'], now: number): Viewer => ({
  send,
  owed: createChunkQueue(),
  inFlight: 0,
  live: false,
  visible: true,
  focused: false,
  heardAt: now,
  exitSent: false,
  anchor: null,
});

/** Takes it off the bytes; what it needs next is a snapshot. */
export const mute = (viewer: Viewer): void => {
  viewer.live = false;
  viewer.owed.clear();
};

/** Sends the screen as it is at the parse position, then queues what was read after it. */
export const sendSnapshot = (
  viewer: Viewer,
  at: { readonly snapshot: Snapshot; readonly tail: Uint8Array; readonly unparsed: readonly Uint8Array[]; readonly now: number },
): void => {
  viewer.send(FrameType.snapshot, at.snapshot);
  viewer.owed.clear();
  viewer.owed.push(at.tail);
  for (const chunk of at.unparsed) viewer.owed.push(chunk);
  viewer.inFlight = 0;
  viewer.live = true;
  viewer.exitSent = false;
  viewer.heardAt = at.now;
};

/** Who types, and the size everybody sees it at. */
export const sendRole = (viewer: Viewer, driver: boolean, size: Size): void =>
  viewer.send(FrameType.role, { driver, ...size });

/** The end, once nothing is owed any more. */
export const sendExit = (viewer: Viewer, exit: RunExit): void => {
  if (!viewer.live || viewer.exitSent || viewer.owed.bytes > 0) return;
  viewer.exitSent = true;
  viewer.send(FrameType.exit, { code: exit.code, signal: exit.signal });
};
