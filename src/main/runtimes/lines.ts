const NEWLINE = 10;
const RETURN = 13;

/** A line longer than this is not held: what lies in its middle is not read. */
const LONGEST = 8 * 1024 * 1024;

/** So many bytes are kept of such a line. */
const HEAD = 64 * 1024;
const TAIL = 16 * 1024;

/** One line without its end, and where it begins in the file. */
export interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  /** It was too long to hold: `bytes` is empty, and its length is told. */
  readonly tooLong: number | null;
  /** The first 64 KiB and the last 16 KiB of a line that was too long; null for any other. */
  readonly ends: { readonly head: Buffer; readonly tail: Buffer } | null;
}

const endsOf = (bytes: Buffer) => ({
  head: Buffer.from(bytes.subarray(0, HEAD)),
  tail: Buffer.from(bytes.subarray(-TAIL)),
});

/** Looks at the line from `from` to `end` of a piece; true: it is done with. */
export type Pass = (bytes: Buffer, from: number, end: number) => boolean;

interface Takers {
  readonly take: (line: Line) => void;
  readonly pass: Pass | null;
}

/** A byte order mark, which some editors put before the first line. */
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts bytes into lines, in any pieces, and holds at most one line of `LONGEST` bytes. A line that lies in one
 * piece is handed over without a copy: it is good until `take` returns. Empty lines are not handed over, a
 * carriage return at the end belongs to the line's end.
 */
export class LineCutter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** Of a line that is too long already: how much of it came, and its ends. */
  private long: { bytes: number; head: Buffer; tail: Buffer } | null = null;
  /** Where the line that is being gathered begins. */
  private start: number;

  constructor(start: number) {
    this.start = start;
  }

  /** Where the first line that was not handed over begins. */
  get offset(): number {
    return this.start;
  }

  /**
   * Calls `take` for every line that is whole now. Where `pass` is given, lines are shown to it first, where they
   * lie; those it is done with (true) are not handed over.
   */
  push(bytes: Uint8Array, take: (line: Line) => void, pass: Pass | null = null): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    while (from < buffer.length) {
      const end = buffer.indexOf(NEWLINE, from);
      if (end < 0) break;
      if (pass !== null && this.heldBytes === 0 && this.long === null && pass(buffer, from, end)) {
        this.start += end + 1 - from;
        from = end + 1;
        continue;
      }
      this.hand(buffer.subarray(from, end), end + 1 - from, { take, pass });
      from = end + 1;
    }
    if (from < buffer.length) this.hold(buffer.subarray(from));
  }

  /** What waits without a newline, as the line it is so far; null when nothing waits. It stays unread. */
  rest(): Line | null {
    if (this.heldBytes === 0) return null;
    return {
      bytes: this.line(Buffer.concat(this.held), this.start),
      start: this.start,
      tooLong: null,
      ends: null,
    };
  }

  private hold(part: Buffer): void {
    if (this.long !== null) {
      const tail = Buffer.concat([this.long.tail, part.subarray(-TAIL)]).subarray(-TAIL);
      this.long = { bytes: this.long.bytes + part.length, head: this.long.head, tail };
      return;
    }
    if (this.heldBytes + part.length > LONGEST) {
      const bytes = this.heldBytes + part.length;
      this.long = { bytes, ...endsOf(Buffer.concat([...this.held, part])) };
      this.held = [];
      this.heldBytes = 0;
      return;
    }
    // The caller may use its buffer again.
    this.held.push(Buffer.from(part));
    this.heldBytes += part.length;
  }

  private hand(part: Buffer, withEnd: number, { take, pass }: Takers): void {
    const { start, heldBytes } = this;
    if (this.long !== null || heldBytes + part.length > LONGEST) this.hold(part);
    const { held, long } = this;
    this.start = start + (long === null ? heldBytes + withEnd : long.bytes + withEnd - part.length);
    this.held = [];
    this.heldBytes = 0;
    this.long = null;
    if (long !== null) {
      const { bytes: tooLong, head, tail } = long;
      take({ bytes: Buffer.alloc(0), start, tooLong, ends: { head, tail } });
      return;
    }
    const bytes = this.line(heldBytes === 0 ? part : Buffer.concat([...held, part]), start);
    if (bytes.length === 0) return;
    // One that lies in one piece was shown already.
    if (heldBytes > 0 && pass?.(bytes, 0, bytes.length) === true) return;
    take({ bytes, start, tooLong: null, ends: null });
  }

  private line(bytes: Buffer, start: number): Buffer {
    const from = start === 0 && bytes.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
    return bytes.subarray(from, bytes.at(-1) === RETURN ? -1 : bytes.length);
  }
}
