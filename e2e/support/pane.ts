import { expect } from '@playwright/test';
import headless from '@xterm/headless';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { acknowledgement, decodeFrame, encodeFrame, frameJson, FrameType } from '#shared/terminal-frames.ts';
import type { Models } from './models/models.ts';

const Snapshot = z.object({ cols: z.number(), rows: z.number(), text: z.string() });

/** How long a CLI may take to show what is waited for. */
const PATIENCE = 30_000;

/** Every line of a screen. */
export const textOf = ({ buffer: { active } }: InstanceType<typeof headless.Terminal>): string =>
  Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '').join(
    '\n',
  );

/** What a person does at a terminal that shows `read()` and takes keys by `type`. */
export const typist = (read: () => string, type: (text: string) => void) => {
  const shows = (text: string | RegExp): Promise<void> =>
    expect.poll(read, { timeout: PATIENCE }).toMatch(text);
  return {
    shows,
    /**
     * Types a prompt and sends it, done when the model has been asked. As a person would: typed again where a CLI that
     * was not up yet lost it, and sent again where Enter made a new line.
     */
    async ask(prompt: string, { ready, models }: { ready: RegExp; models: Models }): Promise<void> {
      const before = models.count(prompt);
      await shows(ready);
      await expect(async () => {
        if (!read().includes(prompt)) type(prompt);
        await expect.poll(read, { timeout: 3000 }).toContain(prompt);
        type('\r');
        await expect.poll(() => models.count(prompt), { timeout: 3000 }).toBeGreaterThan(before);
      }).toPass({ timeout: PATIENCE });
    },
  };
};

/** A run's terminal without a page: its frames, and a screen they are written to. */
export const openPane = async (socketPath: string, runId: string) => {
  const socket = new WebSocket(`ws+unix:${socketPath}:/terminal?run=${runId}`, ['toc']);
  const screen = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  let gone: unknown = null;
  socket.on('message', (data: Buffer) => {
    const { type, payload } = decodeFrame(data);
    if (type === FrameType.snapshot) {
      const { cols, rows, text } = Snapshot.parse(frameJson(payload));
      screen.reset();
      screen.resize(cols, rows);
      screen.write(text);
    }
    // As a window does: a viewer that owes its word for five seconds is taken for stuck and gets no more bytes.
    if (type === FrameType.data) screen.write(payload, () => socket.send(acknowledgement(payload.length)));
    if (type === FrameType.gone) gone = frameJson(payload);
  });
  await new Promise<void>((opened, failed) => {
    socket.once('open', () => opened());
    socket.once('error', failed);
  });
  socket.on('error', () => {
    // Main was killed: what the screen shows then is what it shows.
  });
  // The focused terminal's bytes come at once, and of two windows only one is listened to.
  socket.send(encodeFrame(FrameType.focus, Buffer.from([1])));
  socket.send(encodeFrame(FrameType.drive));

  const read = (): string => textOf(screen);
  const type = (text: string): void => socket.send(encodeFrame(FrameType.input, Buffer.from(text)));

  return {
    read,
    type,
    ...typist(read, type),
    /** Why it shows a last screen only; null while the run is attached. */
    gone: (): unknown => gone,
    close(): void {
      socket.close();
      screen.dispose();
    },
  };
};

export type Pane = Awaited<ReturnType<typeof openPane>>;
