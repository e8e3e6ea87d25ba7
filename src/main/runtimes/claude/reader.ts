import { join } from 'node:path';
import { jsonOf, lineReader, restored, type Reading } from '../line-reader.ts';
import type { LogKind, LogReader } from '../reader.ts';
import { momentOf } from '../values.ts';
import { claudeHome } from './locate.ts';
import { Book } from './reading/book.ts';
import { isSilent, lineWithin } from './reading/glance.ts';
import { readLine } from './reading/line.ts';
import { skeleton } from './reading/skim.ts';
import { newReaderState, type ReaderState } from './reading/state.ts';

const reading = (state: ReaderState, book: Book): Reading => ({
  state,
  taken: () => book.taken(),
  read({ bytes, ends }, count) {
    if (isSilent(ends?.head ?? bytes, (ends?.tail ?? bytes).at(-1))) return true;
    return readLine(state, book, ends ? lineWithin(ends.head, ends.tail) : jsonOf(bytes), count);
  },
  end: () => book.end(),
  facts() {
    const { name, suggestion, prompt, command: _, ...known } = state.known;
    const endedAt = momentOf(known.endedAt) ?? known.startedAt;
    return { runtime: 'claude-code', ...known, endedAt, title: name ?? suggestion ?? prompt };
  },
  counter: () => state.tokens.counter,
  events: () => state.tokens.next,
});

const skimming = (state: ReaderState, book: Book): Reading => ({
  ...reading(state, book),
  pass(bytes, from, end, count) {
    const line = skeleton(bytes.subarray(from, end));
    // A sub-agent that writes into this log is found by its task.
    if (line === null || (line['isSidechain'] === true && !state.isSubagent)) return false;
    return readLine(state, book, line, count);
  },
  taken() {
    book.taken();
    return [];
  },
});

const readerOf = (how: typeof reading, state: ReaderState): LogReader =>
  lineReader(how(state, new Book(state.book)));

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const MAIN = new RegExp(`/projects/[^/]+/(${UUID})\\.jsonl$`, 'i');
const SUBAGENT = new RegExp(
  `/projects/[^/]+/(?:${UUID}/subagents/(?:[^/]+/)*)?agent-([\\w-]{1,150})\\.jsonl$`,
  'i',
);

/** Claude Code's logs: its transcripts, and what `--output-format stream-json` printed, which is never looked for. */
export const claudeLogs: LogKind = {
  runtime: 'claude-code',
  version: 3,
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
  // Each of its lines tells of itself.
  continued: () => null,
  reader: (saved) => readerOf(reading, restored(newReaderState(), saved)),
  skimmer: () => readerOf(skimming, newReaderState()),
};
