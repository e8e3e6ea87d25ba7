import { hash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { reasonOf } from './discover.ts';
import { isWhole } from './zstd-frames.ts';

const CHUNK = 256 * 1024;

/** So many bytes before an offset tell whether a log still begins as it did. */
const GUARD = 256;

/** The rest of a log cannot be read; what came before was handed out. */
export class CutShort extends Error {
  /** Another try may fare better though the file stays as it is. */
  readonly passing: boolean;
  constructor(reason: string, passing: boolean) {
    super(reason);
    this.passing = passing;
  }
}

const isCompressed = (path: string): boolean => path.endsWith('.zst');

const openToRead = (path: string): number => {
  try {
    return openSync(path, 'r');
  } catch (problem) {
    throw new CutShort(reasonOf(problem), true);
  }
};

const readInto = (file: number, buffer: Uint8Array, at: number | null): number => {
  try {
    return readSync(file, buffer, 0, buffer.length, at);
  } catch (problem) {
    throw new CutShort(reasonOf(problem), true);
  }
};

/** The buffer that was used last, for whoever reads next: a new one for each of 100 000 small logs is dear. */
let spare: Buffer | null = null;

const takeBuffer = (): Buffer => {
  const buffer = spare ?? Buffer.allocUnsafeSlow(CHUNK);
  spare = null;
  return buffer;
};

async function* plainBytes(path: string, from: number): AsyncGenerator<Uint8Array, void> {
  const file = openToRead(path);
  // One buffer for the whole file: a reader keeps no view of what it was given.
  const buffer = takeBuffer();
  try {
    // A pipe has no places to read at.
    const hasPlaces = fstatSync(file).isFile();
    for (let at = from; ;) {
      const count = readInto(file, buffer, hasPlaces ? at : null);
      if (count === 0) return;
      at += count;
      yield buffer.subarray(0, count);
    }
  } finally {
    spare = buffer;
    closeSync(file);
  }
}

/** Why a compressed file that gave so many bytes is not whole; null: it is. */
const faultOf = (path: string, decompressed: number): CutShort | null => {
  const file = openToRead(path);
  try {
    const readAt = (offset: number, length: number): Buffer => {
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readInto(file, buffer, offset));
    };
    if (isWhole(readAt, fstatSync(file).size, decompressed)) return null;
    return new CutShort('The compressed file ends in the middle, or is damaged.', false);
  } finally {
    closeSync(file);
  }
};

async function* compressedBytes(path: string, from: number): AsyncGenerator<Uint8Array, void> {
  const input = createReadStream(path, { highWaterMark: CHUNK });
  const bytes = createZstdDecompress({ chunkSize: CHUNK });
  pipeline(input, bytes, () => {
    // Faults come out of the loop below.
  });
  let total = 0;
  try {
    for await (const chunk of bytes) {
      if (!(chunk instanceof Uint8Array)) continue;
      if (from < total + chunk.length) yield chunk.subarray(Math.max(0, from - total));
      total += chunk.length;
    }
  } catch (problem) {
    const isDamage =
      problem instanceof Error && 'code' in problem && /^(Z_|ZSTD_|ERR_)/.test(String(problem.code));
    throw new CutShort(isDamage ? 'The compressed file is damaged.' : reasonOf(problem), !isDamage);
  } finally {
    input.destroy();
    bytes.destroy();
  }
  const fault = faultOf(path, total);
  if (fault) throw fault;
}

/** A log's bytes from an offset on, decompressed where it is compressed. Each piece is good until the next. */
export const bytesOf = (path: string, from: number): AsyncGenerator<Uint8Array, void> =>
  isCompressed(path) ? compressedBytes(path, from) : plainBytes(path, from);

/** Follows the bytes that are read, to know those before any offset a reader may stop at. */
export const createGuard = (start: number, before: Uint8Array) => {
  let tail = Buffer.from(before);
  let position = start;
  let kept = { offset: start, bytes: tail };
  return {
    /** Called with each piece, and with the reader's offset after it. */
    follow(bytes: Uint8Array, offset: number): void {
      const inside = offset - position;
      if (offset !== kept.offset && inside >= 0) {
        const bytesBefore = Buffer.concat([tail, bytes.subarray(Math.max(0, inside - GUARD), inside)]);
        kept = { offset, bytes: Buffer.from(bytesBefore.subarray(-GUARD)) };
      }
      tail = Buffer.concat([tail, bytes.subarray(-GUARD)]).subarray(-GUARD);
      position += bytes.length;
    },
    /** The hash to keep with an offset. */
    at: (offset: number): string => (offset === kept.offset ? hash('sha1', kept.bytes, 'base64') : 'unknown'),
  };
};

export type Guard = ReturnType<typeof createGuard>;

/** A log opened at an offset where it still holds what was read up to there. */
export interface OpenedLog {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly guard: Guard;
}

async function* following(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  try {
    if (first.length > 0) yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** Opens a log to go on at an offset; null: the bytes before it are not those that were read. */
export const openAt = async (
  path: string,
  at: { readonly offset: number; readonly guard: string },
): Promise<OpenedLog | null> => {
  if (at.offset === 0) return { bytes: bytesOf(path, 0), guard: createGuard(0, new Uint8Array()) };
  const before = Math.min(GUARD, at.offset);
  const rest = bytesOf(path, at.offset - before);
  let head = Buffer.alloc(0);
  try {
    while (head.length < before) {
      const next = await rest.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
  } catch (problem) {
    if (!(problem instanceof CutShort)) throw problem;
  }
  const tail = head.subarray(0, before);
  if (hash('sha1', tail, 'base64') !== at.guard) {
    await rest.return();
    return null;
  }
  return { bytes: following(head.subarray(before), rest), guard: createGuard(at.offset, tail) };
};

/** Whether a file begins with what was read of a log. */
export const holds = async (
  path: string,
  at: { readonly offset: number; readonly guard: string },
): Promise<boolean> => {
  const opened = await openAt(path, at);
  if (opened === null) return false;
  for await (const _ of opened.bytes) break;
  return true;
};
