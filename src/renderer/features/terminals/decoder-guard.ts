import type { Terminal } from '@xterm/xterm';

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

/** How many bytes at the end are the beginning of a character of UTF-8. */
const unfinished = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const needed = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return needed > back ? back : 0;
  }
  return 0;
};

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
    const end = bytes.length - unfinished(bytes);
    decoder.interim.fill(0);
    const count = decode(bytes.subarray(0, end), target);
    decoder.interim.set(bytes.subarray(end));
    return count;
  };
};
