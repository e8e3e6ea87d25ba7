import type { Terminal } from '@xterm/headless';
import { unfinishedBytes } from '#shared/utf8.ts';
import { rawScreen } from './xterm-state.ts';

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
    const end = bytes.length - unfinishedBytes(bytes);
    decoder.interim.fill(0);
    const count = decode(bytes.subarray(0, end), target);
    decoder.interim.set(bytes.subarray(end));
    return count;
  };
};
