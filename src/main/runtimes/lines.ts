const NEWLINE = 10;
const RETURN = 13;

/** A line longer than this is not held: what lies in its middle is not read. */
const LONGEST = 8 * 1024 * 1024;

/** One line without its end, and where it begins in the file. */
export interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  /** It was too long to hold: `bytes` is empty, and its length is told. */
  readonly tooLong: number | null;
}

/**
 * Cuts bytes into lines, in any pieces, and holds at most one line of `LONGEST` bytes. A line that lies in one
 * piece is handed over without a copy.
 */
export class LineCutter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private skipped = 0;
  /** Where the line that is being gathered begins. */
  private start: number;

  constructor(start: number) {
    this.start = start;
  }

  /** Where the first line that was not handed over begins. */
  get offset(): number {
    return this.start;
  }

  /** Calls `take` for every line that is whole now. */
  push(bytes: Uint8Array, take: (line: Line) => void): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    while (from < buffer.length) {
      const end = buffer.indexOf(NEWLINE, from);
      if (end < 0) break;
      this.hand(buffer.subarray(from, end), end + 1 - from, take);
      from = end + 1;
    }
    if (from < buffer.length) this.hold(buffer.subarray(from));
  }

  /** What waits without a newline, as the line it is so far; null when nothing waits. It stays unread. */
  rest(): Line | null {
    if (this.heldBytes === 0 || this.skipped > 0) return null;
    return { bytes: Buffer.concat(this.held), start: this.start, tooLong: null };
  }

  private hold(part: Buffer): void {
    if (this.skipped > 0 || this.heldBytes + part.length > LONGEST) {
      this.skipped += this.heldBytes + part.length;
      this.held = [];
      this.heldBytes = 0;
      return;
    }
    // The caller may use its buffer again.
    this.held.push(Buffer.from(part));
    this.heldBytes += part.length;
  }

  private hand(part: Buffer, withEnd: number, take: (line: Line) => void): void {
    const { start, heldBytes, skipped } = this;
    this.start = start + heldBytes + skipped + withEnd;
    const whole = heldBytes === 0 ? part : Buffer.concat([...this.held, part]);
    this.held = [];
    this.heldBytes = 0;
    this.skipped = 0;
    if (skipped > 0 || whole.length > LONGEST) {
      take({ bytes: Buffer.alloc(0), start, tooLong: skipped + whole.length });
      return;
    }
    const bytes = whole.at(-1) === RETURN ? whole.subarray(0, -1) : whole;
    if (bytes.length > 0) take({ bytes, start, tooLong: null });
  }
}
