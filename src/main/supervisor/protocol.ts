import { z } from 'zod';
import { FrameType } from '#shared/terminal-frames.ts';

/**
 * Spoken between main and supervisor; raised whenever an older peer could misread a newer one. 2: runs without a
 * terminal, signals, families.
 */
export const PROTOCOL = 2;

/** What main and supervisor say beside the frames of a terminal (`FrameType`, on a viewer's own channel). */
export const MessageType = {
  /** First on every connection, within 2 s: JSON `Hello`. */
  hello: 1,
  open: 2,
  /** Its channel becomes the viewer's: that terminal's frames travel on it in both directions. */
  attach: 3,
  detach: 12,
  list: 13,
  stop: 14,
  release: 15,
  /** Starts a run without a terminal. */
  run: 16,
  /** The answer to the request of the same channel, as JSON. */
  ok: 32,
  error: 33,
  /** Supervisor → main, on channel 0: JSON `Ended`. */
  ended: 40,
  /** Supervisor → main, on channel 0: JSON `Signals`, when they changed. */
  signals: 41,
} as const;

const LARGEST = 64 * 1024 * 1024;
/** Type and channel, which the length counts too. */
const HEAD = 5;

export interface Message {
  readonly type: number;
  readonly channel: number;
  readonly payload: Uint8Array;
}

/** `u32 length | u8 type | u32 channel | payload`. */
export const encodeMessage = (type: number, channel: number, payload?: Uint8Array | object): Uint8Array => {
  const body =
    payload === undefined
      ? new Uint8Array()
      : payload instanceof Uint8Array
        ? payload
        : Buffer.from(JSON.stringify(payload));
  const message = Buffer.allocUnsafe(4 + HEAD + body.length);
  message.writeUInt32BE(HEAD + body.length, 0);
  message.writeUInt8(type, 4);
  message.writeUInt32BE(channel, 5);
  message.set(body, 4 + HEAD);
  return message;
};

/** Cuts a byte stream into messages; throws on an absurd length, and the caller drops the peer. */
export const createMessageReader = (handle: (message: Message) => void): ((chunk: Uint8Array) => void) => {
  let parts: Uint8Array[] = [];
  let have = 0;
  let need = 4;
  return (chunk) => {
    parts.push(chunk);
    have += chunk.length;
    if (have < need) return;
    const bytes = Buffer.concat(parts, have);
    let at = 0;
    need = 4;
    while (bytes.length - at >= 4) {
      const length = bytes.readUInt32BE(at);
      if (length < HEAD || length > LARGEST) throw new Error(`A message of ${length} bytes.`);
      need = 4 + length;
      if (bytes.length - at < need) break;
      const payload = bytes.subarray(at + 4 + HEAD, at + need);
      handle({ type: bytes.readUInt8(at + 4), channel: bytes.readUInt32BE(at + 5), payload });
      at += need;
      need = 4;
    }
    const rest = bytes.subarray(at);
    parts = rest.length > 0 ? [rest] : [];
    have = rest.length;
  };
};

const decoder = new TextDecoder();

/** The payload as the schema's value; null for anything else. */
export const parsePayload = <Value>(schema: z.ZodType<Value>, payload: Uint8Array): Value | null => {
  try {
    const parsed = schema.safeParse(JSON.parse(decoder.decode(payload)));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON: the peer's fault, and the same answer as any other nonsense.
    return null;
  }
};

/** Far above any screen, far below what could hurt; xterm knows no terminal narrower than two columns. */
export const Size = z.object({
  cols: z.int().transform((cols) => Math.min(Math.max(cols, 2), 1000)),
  rows: z.int().transform((rows) => Math.min(Math.max(rows, 1), 500)),
});
export type Size = z.output<typeof Size>;

export const Hello = z.object({ protocol: z.int() });
export const HelloAnswer = z.object({ protocol: z.int(), version: z.string(), pid: z.int() });

const absolute = z.string().startsWith('/');

const StartRequest = z.object({
  runId: z.string().min(1).max(100),
  folder: absolute,
  launch: z.object({
    file: z.string().min(1),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    cwd: absolute,
  }),
});

export const OpenRequest = StartRequest.extend({ size: Size });
export type OpenRequest = z.output<typeof OpenRequest>;

/** Its files are opened by the supervisor: what the program prints outlives everybody. */
export const BackgroundRequest = StartRequest.extend({
  stdio: z.object({ stdin: absolute, stdout: absolute, stderr: absolute }),
});
export type BackgroundRequest = z.output<typeof BackgroundRequest>;

/** The request names one run. */
export const RunRequest = z.object({ runId: z.string() });

export const RunExit = z.object({
  code: z.int().nullable(),
  signal: z.string().nullable(),
  at: z.number(),
  stopped: z.string().nullable(),
});
export type RunExit = z.output<typeof RunExit>;

const Identity = z.object({ pid: z.int(), started: z.string() });

export const RunView = z.object({
  runId: z.string(),
  kind: z.enum(['interactive', 'background']).default('interactive'),
  process: Identity,
  /** What it started and left behind, as far as that was ever seen, and still lives. */
  family: z.array(Identity).default([]),
  bootId: z.string(),
  startedAt: z.number(),
  title: z.string(),
  exit: RunExit.nullable(),
});
export type RunView = z.output<typeof RunView>;

export const Ended = z.object({ runId: z.string(), exit: RunExit });

/** What a live terminal shows beside its bytes; times in milliseconds. */
export const Signals = z.object({
  runId: z.string(),
  title: z.string(),
  titleAt: z.number(),
  status: z.string().nullable(),
  statusAt: z.number(),
  rows: z.array(z.string()),
  rowsAt: z.number(),
  outputAt: z.number(),
});
export type Signals = z.output<typeof Signals>;

export const Problem = z.discriminatedUnion('code', [
  /** Without a protocol it is one of the first, which spoke 1. */
  z.object({
    code: z.literal('version'),
    version: z.string(),
    pid: z.int(),
    protocol: z.int().default(1),
  }),
  z.object({ code: z.literal('spawn-failed'), message: z.string() }),
  z.object({ code: z.literal('no-terminal') }),
  z.object({ code: z.literal('not-live') }),
  z.object({ code: z.literal('stop-incomplete'), pids: z.array(z.int()) }),
  z.object({ code: z.literal('malformed') }),
]);
export type Problem = z.output<typeof Problem>;

const colour = z.string().regex(/^#[0-9a-f]{6}$/i);
/** The colours of a viewer's theme: what colour queries are answered with. */
export const Theme = z.object({
  foreground: colour,
  background: colour,
  cursor: colour,
  palette: z.array(colour).max(256),
});
export type Theme = z.output<typeof Theme>;

export const HistoryRequest = z.object({ before: z.int().min(0), count: z.int().min(1).max(500) });

/** What a window may send on its channel. */
export const VIEWER_FRAMES: ReadonlySet<number> = new Set([
  FrameType.input,
  FrameType.resize,
  FrameType.acknowledge,
  FrameType.focus,
  FrameType.visible,
  FrameType.drive,
  FrameType.theme,
  FrameType.history,
]);
