/**
 * The messages of one attached terminal between a window and main: a type byte, then the payload.
 * They travel raw on a port of their own and never ride the RPC. The supervisor uses the same type
 * bytes inside its own frames, so that main passes payloads on untouched.
 */
export const FrameType = {
  /** Window → supervisor: bytes for the program. */
  input: 4,
  /** Window → supervisor: JSON { cols, rows }. Only the driver's is obeyed. */
  resize: 5,
  /** Window → supervisor: u32, bytes parsed since the last one. */
  acknowledge: 6,
  /** Window → supervisor: this terminal has the focus (payload byte 1) or lost it (0). */
  focus: 7,
  /** Window → supervisor: drawn (1) or hidden (0). Hidden terminals get no bytes; becoming visible gets a snapshot. */
  visible: 8,
  /** Window → supervisor: take the keyboard; this viewer becomes the driver. */
  drive: 9,
  /** Window → supervisor: JSON { foreground, background, cursor, palette }: what colour queries are answered with. */
  theme: 10,
  /** Window → supervisor: JSON { before, count }: older lines of the scrollback. */
  history: 11,
  /** Supervisor → window: JSON `Snapshot`. Resets the screen; bytes that follow continue exactly after it. */
  snapshot: 34,
  /** Supervisor → window: bytes of the program. */
  data: 35,
  /** Supervisor → window: JSON { code, signal }; after every byte. */
  exit: 36,
  /** Supervisor → window: JSON { driver: boolean, cols, rows }. */
  role: 37,
  /** Supervisor → window: JSON { text } answer to history. */
  historyText: 38,
  /** Main → window: JSON { reason }; this terminal cannot be attached (any more). */
  gone: 39,
} as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

export interface Snapshot {
  readonly cols: number;
  readonly rows: number;
  /** Position in the program's output, in bytes; the data after the snapshot starts here. */
  readonly offset: number;
  /** To be written into a fresh terminal of that size. */
  readonly text: string;
  readonly title: string;
  readonly exited: { readonly code: number | null; readonly signal: string | null } | null;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One frame: the type byte, then bytes, JSON of a value, or nothing. */
export const encodeFrame = (type: FrameType, payload?: Uint8Array | object): Uint8Array<ArrayBuffer> => {
  const bytes =
    payload === undefined
      ? new Uint8Array()
      : payload instanceof Uint8Array
        ? payload
        : encoder.encode(JSON.stringify(payload));
  const frame = new Uint8Array(1 + bytes.length);
  frame[0] = type;
  frame.set(bytes, 1);
  return frame;
};

/** The type byte and a view on the payload. */
export const decodeFrame = (frame: Uint8Array): { readonly type: number; readonly payload: Uint8Array } => ({
  type: frame[0] ?? 0,
  payload: frame.subarray(1),
});

/** The payload of a JSON frame; throws on anything else. Parse it before trusting it. */
export const frameJson = (payload: Uint8Array): unknown => JSON.parse(decoder.decode(payload));

/** An acknowledgement of `count` parsed bytes. */
export const acknowledgement = (count: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, count);
  return encodeFrame(FrameType.acknowledge, bytes);
};
