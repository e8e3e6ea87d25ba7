/** What browsers and Node both have; shared code gets neither DOM nor Node. */
export {};
declare global {
  class TextEncoder {
    encode(text: string): Uint8Array<ArrayBuffer>;
  }
  class TextDecoder {
    decode(bytes: Uint8Array): string;
  }
}
