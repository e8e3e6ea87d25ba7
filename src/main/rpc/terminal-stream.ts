import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunId } from '#shared/contract/ids.ts';
import { FrameType, encodeFrame } from '#shared/terminal-frames.ts';
import type { Attachment, Terminals } from '../terminals/terminals.ts';

/** One window's raw road to one terminal, over whatever carries it. */
export interface FrameRoad {
  send(frame: Uint8Array): void;
  onFrame(handle: (frame: Uint8Array) => void): void;
  onClose(handle: () => void): void;
  close(): void;
}

/** What the run's screen showed last, as the supervisor left it on disk; null when it left none. */
const lastScreen = async (runsFolder: string, runId: string): Promise<Uint8Array | null> => {
  try {
    return await readFile(join(runsFolder, runId, 'screen.snapshot'));
  } catch {
    return null;
  }
};

/** How many frames may wait for the attach; keys of a fast typist, not a flood. */
const EARLY = 1000;

/**
 * Joins a window to a terminal until either goes away. A run that no supervisor holds any more shows
 * its last screen from disk. Frames that come before the attach is done wait in line.
 */
export const serveTerminal = async (
  road: FrameRoad,
  run: unknown,
  rooms: { readonly terminals: Terminals; readonly runsFolder: string },
): Promise<void> => {
  const parsed = RunId.safeParse(run);
  if (!parsed.success) return road.close();
  let attachment: Attachment | null = null;
  let closed = false;
  const early: Uint8Array[] = [];
  road.onFrame((frame) => {
    if (attachment) attachment.receive(frame);
    else if (early.length < EARLY) early.push(frame);
  });
  road.onClose(() => {
    closed = true;
    attachment?.close();
  });
  const gone = (reason: string): void => {
    road.send(encodeFrame(FrameType.gone, { reason }));
    road.close();
  };

  const attached = await rooms.terminals.attach(parsed.data, {
    send: (frame) => road.send(frame),
    lost: gone,
  });
  if (attached.ok) {
    if (closed) return attached.value.close();
    attachment = attached.value;
    for (const frame of early.splice(0)) attachment.receive(frame);
    return;
  }
  const screen = await lastScreen(rooms.runsFolder, parsed.data);
  if (closed) return;
  if (screen) road.send(encodeFrame(FrameType.snapshot, screen));
  gone(screen ? 'ended' : 'no-screen');
};
