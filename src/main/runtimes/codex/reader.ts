import { join } from 'node:path';
import type { LogFacts } from '#shared/contract/transcripts.ts';
import { LineCutter, type Line } from '../lines.ts';
import type { LogKind, LogReader, ReadSome, TokenEvent } from '../reader.ts';
import { isFields, momentOf, parsed } from '../values.ts';
import { codexHome, rolloutId } from './locate.ts';
import { Book } from './reading/book.ts';
import { readExec } from './reading/exec.ts';
import { glance, outputInside } from './reading/glance.ts';
import { readRollout } from './reading/rollout.ts';
import { scriptsEnd } from './reading/scripts.ts';
import { momentIn, newReaderState, occasionOf, type ReaderState, type Scene } from './reading/state.ts';
import { unpaidAnswer } from './reading/tokens.ts';

/** What stands before the first brace after a crash, or because an editor put it there. */
const PADDING = /^[\0\s\uFEFF]+/;

class CodexReader implements LogReader {
  private readonly state: ReaderState;
  private readonly book: Book;
  private readonly lines: LineCutter;
  private tokens = new Map<number, TokenEvent>();

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
    const scene = this.scene(momentIn(this.state.known.endedAt));
    scene.count(unpaidAnswer(this.state.tokens, occasionOf(scene)));
    scriptsEnd(scene);
    this.book.end();
    return this.taken();
  }

  facts(): LogFacts {
    const { known } = this.state;
    return { runtime: 'codex', ...known, endedAt: momentOf(known.endedAt) ?? known.startedAt };
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

  private scene(at: string | null): Scene {
    return {
      state: this.state,
      book: this.book,
      at,
      count: (event) => {
        if (event) this.tokens.set(event.seq, event);
      },
    };
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
    const seen = glance(ends?.head ?? bytes, (ends?.tail ?? bytes).at(-1), this.state.events);
    if (seen.at !== null) this.moment(seen.at);
    if (seen.isSilent) return true;
    const value = ends ? outputInside(seen, ends.head) : jsonOf(bytes);
    if (!isFields(value)) return false;
    const at = momentIn(value['timestamp']);
    if (at !== null) this.moment(at);
    const scene = this.scene(at);
    return readExec(scene, value) || readRollout(scene, value);
  }

  private moment(at: string): void {
    this.state.known.startedAt ??= momentOf(at);
    this.state.known.endedAt = at;
  }
}

const jsonOf = (bytes: Buffer): unknown => {
  const line = bytes.toString('utf8');
  return parsed(line.startsWith('{') ? line : line.replace(PADDING, ''));
};

/** What `save` wrote; it came from this version of the reader, so its shape is ours. */
const restored = (saved: string): ReaderState => ({ ...newReaderState(), ...JSON.parse(saved) });

/** Codex's logs: rollouts of every generation, and what `codex exec --json` printed, which is never looked for. */
export const codexLogs: LogKind = {
  runtime: 'codex',
  version: 1,
  roots: (env) => ['sessions', 'archived_sessions'].map((name) => join(codexHome(env), name)),
  named(path) {
    const conversationId = rolloutId(path);
    return conversationId === null ? null : { conversationId, subagent: false };
  },
  recognises: (head) =>
    /^[\0\s\uFEFF]*\{[^\n]{0,400}?"type":\s*"(?:session_meta|response_item|event_msg|turn_context|token_usage_record|compacted|world_state)"/.test(
      head,
    ) || /^[\0\s\uFEFF]*\{[^\n]{0,200}?"type":\s*"(?:thread\.started|turn\.\w+|item\.\w+)"/.test(head),
  reader: (saved) => new CodexReader(saved === null ? newReaderState() : restored(saved)),
};
