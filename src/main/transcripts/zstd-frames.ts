const FRAME = 0xfd2fb528;
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5;

/** Bytes of a compressed file from an offset, fewer at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

interface Frame {
  /** Where the next frame begins. */
  readonly end: number;
  /** Decompressed bytes, where the frame says. */
  readonly content: number | null;
}

const contentOf = (head: Buffer, at: number, length: number): number => {
  switch (length) {
    case 1:
      return head.readUInt8(at);
    case 2:
      return head.readUInt16LE(at) + 256;
    case 4:
      return head.readUInt32LE(at);
    default:
      return Number(head.readBigUInt64LE(at));
  }
};

/** Walks the blocks of one frame by their lengths alone; null: the file ends inside it. */
const frameAt = (readAt: ReadAt, start: number): Frame | null => {
  const head = readAt(start, 18);
  if (head.length < 8) return null;
  const magic = head.readUInt32LE(0);
  if (isSkippable(magic)) return { end: start + 8 + head.readUInt32LE(4), content: 0 };
  if (magic !== FRAME) return null;
  const flags = head.readUInt8(4);
  const isSingle = (flags & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0;
  const sizeAt = 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0);
  if (head.length < sizeAt + sizeBytes) return null;
  for (let at = start + sizeAt + sizeBytes; ;) {
    const block = readAt(at, 3);
    if (block.length < 3) return null;
    const word = block.readUIntLE(0, 3);
    at += 3 + (((word >>> 1) & 3) === 1 ? 1 : word >>> 3);
    if ((word & 1) === 0) continue;
    const content = sizeBytes === 0 ? null : contentOf(head, sizeAt, sizeBytes);
    return { end: at + ((flags & 4) === 0 ? 0 : 4), content };
  }
};

/**
 * Whether a zstd file is whole: it ends where a frame does, and gave as much as its frames say. Node's own
 * decompressor tells neither a file that is cut nor one that is damaged from one that is whole (seen in 24.9).
 * The format: RFC 8878, 3.1.1.
 */
export const isWhole = (readAt: ReadAt, size: number, decompressed: number): boolean => {
  let content = 0;
  let isTold = true;
  for (let at = 0; at < size;) {
    const frame = frameAt(readAt, at);
    if (frame === null || frame.end > size) return false;
    if (frame.content === null) isTold = false;
    else content += frame.content;
    at = frame.end;
  }
  return !isTold || content === decompressed;
};
