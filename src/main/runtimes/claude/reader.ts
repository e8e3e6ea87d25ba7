import { join } from 'node:path';
import type { LogFacts } from '#shared/contract/transcripts.ts';
import { LineCutter, type Line } from '../lines.ts';
import type { LogKind, LogReader, ReadSome, TokenEvent } from '../reader.ts';
import { isFields, momentOf, parsed } from '../values.ts';
import { claudeHome } from './locate.ts';
import { Book } from './reading/book.ts';
import { isSilent, lineWithin } from './reading/glance.ts';
import { readLine } from './reading/line.ts';
import { newReaderState, type ReaderState } from './reading/state.ts';

/** What stands before the first brace after a crash, or because an editor put it there. */
const PADDING = /^[\0\s\uFEFF]+/;

const jsonOf = (bytes: Buffer): unknown => {
  const line = bytes.toString('utf8');
  return parsed(line.startsWith('{') ? line : line.replace(PADDING, ''));
};

class ClaudeReader implements LogReader {
  private readonly state: ReaderState;
  private readonly book: Book;
  private readonly lines: LineCutter;
  private tokens = new Map<number, TokenEvent>();
  private readonly count = (event: TokenEvent): void => {
    this.tokens.set(event.seq, event);
  };

  constructor(state: ReaderState) {
    this.state = state;
    this.book = new Book(state.book);
    this.lines = new LineCutter(state.offset);
  }

  push(bytes: Uint8Array): ReadSome {
    this.lines.push(bytes, (line) => this.line(line));
    this.state.offset = this.lines.offset;
    return this.taken();
  }

  end(): ReadSome {
    const rest = this.lines.rest();
    // Half a line is no line yet; one that only lacks its newline is.
    if (rest && isFields(jsonOf(rest.bytes))) this.line(rest);
    this.book.end();
    return this.taken();
  }

  facts(): LogFacts {
    const { name, suggestion, prompt, command: _, ...known } = this.state.known;
    const endedAt = momentOf(known.endedAt) ?? known.startedAt;
    return { runtime: 'claude-code', ...known, endedAt, title: name ?? suggestion ?? prompt };
  }

  counter() {
    return this.state.tokens.counter;
  }

  skippedLines(): number {
    return this.state.skipped;
  }

  offset(): number {
    return this.state.offset;
  }

  save(): string {
    return JSON.stringify(this.state);
  }

  private taken(): ReadSome {
    const tokens = [...this.tokens.values()];
    this.tokens = new Map();
    return { steps: this.book.taken(), tokens };
  }

  private line(line: Line): void {
    try {
      if (!this.read(line)) this.state.skipped += 1;
    } catch {
      // Whatever a line holds, the lines after it are read.
      this.state.skipped += 1;
    }
  }

  /** False: nothing is known of the line. */
  private read({ bytes, ends }: Line): boolean {
    if (isSilent(ends?.head ?? bytes, (ends?.tail ?? bytes).at(-1))) return true;
    const value = ends ? lineWithin(ends.head, ends.tail) : jsonOf(bytes);
    return readLine(this.state, this.book, value, this.count);
  }
}

/** What `save` wrote; it came from this version of the reader, so its shape is ours. */
const restored = (saved: string): ReaderState => ({ ...newReaderState(), ...JSON.parse(saved) });

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const MAIN = new RegExp(`/projects/[^/]+/(${UUID})\\.jsonl$`, 'i');
const SUBAGENT = new RegExp(
  `/projects/[^/]+/(?:${UUID}/subagents/(?:[^/]+/)*)?agent-([\\w-]{1,150})\\.jsonl$`,
  'i',
);

/** Claude Code's logs: its transcripts, and what `--output-format stream-json` printed, which is never looked for. */
export const claudeLogs: LogKind = {
  runtime: 'claude-code',
  version: 1,
  roots: (env) => [join(claudeHome(env), 'projects')],
  named(path) {
    const main = MAIN.exec(path)?.[1];
    if (main !== undefined) return { conversationId: main, subagent: false };
    const agent = SUBAGENT.exec(path)?.[1];
    return agent === undefined ? null : { conversationId: agent, subagent: true };
  },
  recognises: (head) =>
    /^[\0\s\uFEFF]*\{"(?:parentUuid|type|duration_api_ms)":[^\n]{0,2000}?"(?:sessionId|session_id|leafUuid|uuid|isSidechain)":/.test(
      head,
    ) || /^[\0\s\uFEFF]*\{"type":"(?:summary|file-history-snapshot|control_\w+)","/.test(head),
  reader: (saved) => new ClaudeReader(saved === null ? newReaderState() : restored(saved)),
};
