/** Bytes that wait in the order they came. Chunks are shared between queues and never written to. */
export interface ChunkQueue {
  readonly bytes: number;
  push(chunk: Uint8Array): void;
  /** The first `count` bytes, or all there are. */
  take(count: number): Uint8Array;
  /** Everything that waits, without taking it. */
  chunks(): readonly Uint8Array[];
  clear(): void;
}

/** An empty queue. */
export const createChunkQueue = (): ChunkQueue => {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    push: (chunk) => {
      if (chunk.length === 0) return;
      chunks.push(chunk);
      bytes += chunk.length;
    },
    take: (count) => {
      const taken: Uint8Array[] = [];
      let got = 0;
      for (let first = chunks[0]; first !== undefined && got < count; first = chunks[0]) {
        const want = count - got;
        if (first.length > want) {
          taken.push(first.subarray(0, want));
          chunks[0] = first.subarray(want);
          got += want;
          break;
        }
        taken.push(first);
        chunks.shift();
        got += first.length;
      }
      bytes -= got;
      const [only] = taken;
      return taken.length === 1 && only ? only : Buffer.concat(taken, got);
    },
    chunks: () => chunks,
    clear: () => {
      chunks = [];
      bytes = 0;
    },
  };
};
