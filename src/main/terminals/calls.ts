import { z } from 'zod';
import { err, ok, type Result } from '#shared/result.ts';
import { MessageType, RunExit, RunView, VIEWER_FRAMES } from '../supervisor/protocol.ts';
import type { Link } from './link.ts';
import type {
  Attachment,
  Exit,
  OpenRefused,
  OpenTerminal,
  StartBackground,
  StopRefused,
  SupervisedRun,
  Viewer,
} from './supervised.ts';

/** Longer than the whole ladder of signals. */
const STOPPING = 30_000;

/** The first protocol that knows runs without a terminal. */
const BACKGROUND = 2;

const All = z.object({ runs: z.array(RunView) });
const Nothing = z.object({});

const silent = (link: Link) => ({ code: 'supervisor-silent', pid: link.pid }) as const;

/** Asks for a new terminal. */
export const openOn = async (
  link: Link,
  { runId, folder, launch, cols, rows }: OpenTerminal,
): Promise<Result<SupervisedRun, OpenRefused>> => {
  const request = { runId, folder, launch, size: { cols, rows } };
  const opened = await link.request(MessageType.open, request, RunView, STOPPING);
  if (opened.ok) return opened;
  return err(opened.error.code === 'spawn-failed' ? opened.error : silent(link));
};

/** Asks for a new run without a terminal. */
export const runOn = async (
  link: Link,
  request: StartBackground,
): Promise<Result<SupervisedRun, OpenRefused>> => {
  const started = await link.request(MessageType.run, request, RunView, STOPPING);
  if (started.ok) return started;
  if (link.protocol < BACKGROUND) {
    const message = `The supervisor of toc ${link.version} still runs and can start nothing without a terminal.`;
    return err({ code: 'spawn-failed', message });
  }
  return err(started.error.code === 'spawn-failed' ? started.error : silent(link));
};

/** Every run the supervisor holds; null when it does not answer. */
export const rollOn = async (link: Link): Promise<readonly SupervisedRun[] | null> => {
  const found = await link.request(MessageType.list, {}, All);
  return found.ok ? found.value.runs : null;
};

/** Walks the ladder of signals to its end. */
export const stopOn = async (link: Link, runId: string): Promise<Result<Exit, StopRefused>> => {
  const stopped = await link.request(MessageType.stop, { runId }, RunExit, STOPPING);
  if (stopped.ok) return stopped;
  switch (stopped.error.code) {
    case 'stop-incomplete':
      return err(stopped.error);
    case 'not-live':
    case 'no-terminal':
      return err({ code: 'not-live' });
    case 'version':
    case 'spawn-failed':
    case 'malformed':
    case 'supervisor-silent':
      return err(silent(link));
  }
};

/** Drops an ended run's screen. */
export const releaseOn = async (link: Link, runId: string): Promise<void> => {
  await link.request(MessageType.release, { runId }, Nothing);
};

const withType = (type: number, payload: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(1 + payload.length);
  frame[0] = type;
  frame.set(payload, 1);
  return frame;
};

/** Joins a viewer to a terminal; `left` is called when it leaves by itself. */
export const attachOn = async (
  link: Link,
  runId: string,
  { viewer, left }: { readonly viewer: Viewer; readonly left: () => void },
): Promise<Result<Attachment, { code: 'no-terminal' }>> => {
  const channel = await link.attach({ runId }, (type, payload) => viewer.send(withType(type, payload)));
  if (!channel.ok) return err({ code: 'no-terminal' });
  return ok({
    receive: (frame) => {
      const [type] = frame;
      if (type !== undefined && VIEWER_FRAMES.has(type)) channel.value.send(type, frame.subarray(1));
    },
    close: () => {
      left();
      channel.value.leave();
    },
  });
};
