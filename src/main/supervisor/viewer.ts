import { FrameType } from '#shared/terminal-frames.ts';
import type { Lane } from './delivery.ts';
import { HistoryRequest, Size, Theme, parsePayload } from './protocol.ts';
import type { Anchor } from './screen.ts';

export type SendFrame = (type: FrameType, payload: Uint8Array | object) => void;

/** One window's look at one terminal. */
export interface Viewer {
  readonly send: SendFrame;
  readonly lane: Lane;
  /** A hidden one gets nothing until it is drawn again. */
  isVisible: boolean;
  /** Set while it gets no bytes because it could not keep up; it then waits for a snapshot. */
  behindSince: number | null;
  /** The first line of its last snapshot. */
  anchor: Anchor | null;
  /** It knows that the program has ended. */
  knowsEnd: boolean;
}

/** What a window asks for, as a value. */
export type ViewerRequest =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly size: Size }
  | { readonly kind: 'acknowledge'; readonly bytes: number }
  | { readonly kind: 'focus' | 'visible'; readonly on: boolean }
  | { readonly kind: 'drive' }
  | { readonly kind: 'theme'; readonly theme: Theme }
  | { readonly kind: 'history'; readonly before: number; readonly count: number };

const readFlag = (payload: Uint8Array): boolean | null => (payload.length === 1 ? payload[0] === 1 : null);

const readCount = (payload: Uint8Array): number | null =>
  payload.length === 4 ? new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0) : null;

/** Reads one frame of a window; null for anything malformed. */
export const readRequest = (type: number, payload: Uint8Array): ViewerRequest | null => {
  switch (type) {
    case FrameType.input:
      return { kind: 'input', bytes: payload };
    case FrameType.resize: {
      const size = parsePayload(Size, payload);
      return size && { kind: 'resize', size };
    }
    case FrameType.acknowledge: {
      const bytes = readCount(payload);
      return bytes === null ? null : { kind: 'acknowledge', bytes };
    }
    case FrameType.focus:
    case FrameType.visible: {
      const on = readFlag(payload);
      return on === null ? null : { kind: type === FrameType.focus ? 'focus' : 'visible', on };
    }
    case FrameType.drive:
      return { kind: 'drive' };
    case FrameType.theme: {
      const theme = parsePayload(Theme, payload);
      return theme && { kind: 'theme', theme };
    }
    case FrameType.history: {
      const range = parsePayload(HistoryRequest, payload);
      return range && { kind: 'history', ...range };
    }
    default:
      return null;
  }
};
