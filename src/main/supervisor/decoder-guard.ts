import type { Terminal } from '@xterm/headless';
import { rawScreen } from './xterm-state.ts';

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
 * Gives xterm's decoder whole characters. By itself (6.0, Utf8ToUtf32) it loses one that is cut behind a byte
 * 0x80: it takes that for a byte that has not come. Bullets, dashes and quotation marks (U+2000 to U+203F)
 * have one, and bytes are cut wherever a pipe, a frame or a turn ends.
 */
export const guardDecoder = (terminal: Terminal): void => {
  const decoder = rawScreen(terminal)._inputHandler._utf8Decoder;
  const decode = decoder.decode.bind(decoder);
  decoder.decode = (input, target) => {
    const held = decoder.interim.filter((byte) => byte !== 0);
    const bytes = held.length === 0 ? input : Buffer.concat([held, input]);
    const end = bytes.length - unfinished(bytes);
    decoder.interim.fill(0);
    const count = decode(bytes.subarray(0, end), target);
    decoder.interim.set(bytes.subarray(end));
    return count;
  };
};
