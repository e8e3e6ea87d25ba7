import type { Terminal } from '@xterm/xterm';
import { unfinishedBytes } from '#shared/utf8.ts';

/** The part of xterm's inside that the guard needs. */
interface Decoder {
  /** The beginning of a character whose end has not come; zeros after it. */
  readonly interim: Uint8Array;
  decode(input: Uint8Array, target: Uint32Array): number;
}

const has = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const isDecoder = (value: unknown): value is Decoder =>
  has(value, 'interim') instanceof Uint8Array && typeof has(value, 'decode') === 'function';

/**
 * Gives xterm's decoder whole characters, as the supervisor's has them: by itself (6.0) it loses one that is
 * cut behind a byte 0x80, which every bullet, dash and quotation mark has. Does nothing where xterm keeps its
 * inside elsewhere.
 */
export const guardDecoder = (terminal: Terminal): void => {
  const decoder = has(has(Reflect.get(terminal, '_core'), '_inputHandler'), '_utf8Decoder');
  if (!isDecoder(decoder)) return;
  const decode = decoder.decode.bind(decoder);
  decoder.decode = (input, target) => {
    const held = decoder.interim.filter((byte) => byte !== 0);
    const bytes = new Uint8Array(held.length + input.length);
    bytes.set(held);
    bytes.set(input, held.length);
    const end = bytes.length - unfinishedBytes(bytes);
    decoder.interim.fill(0);
    const count = decode(bytes.subarray(0, end), target);
    decoder.interim.set(bytes.subarray(end));
    return count;
  };
};
