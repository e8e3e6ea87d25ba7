import { jsonOf } from '../line-reader.ts';
import { LineCutter, type Line } from '../lines.ts';
import type { EventsReader, EventsState } from '../statement.ts';
import { fields, isFields, kept, list, text, titleOf, whole, type Fields } from '../values.ts';
import { toolLine } from './tool-line.ts';

/** A tool's result longer than this is not parsed: only whose result it is counts. */
const LONG_RESULT = 64 * 1024;

/** So many calls without a result are kept in mind; a CLI runs a handful at once. */
const MOST_CALLS = 200;

/** A quote inside a string is escaped, so these can only be fields of the line. */
const OWNER = /"tool_use_id":"([^"\\]{1,200})"/g;
const IS_USER = /^\{"type":"user"/;

interface Run {
  state: EventsState;
  /** Calls that have no result yet, oldest first: what each does, by its id. */
  readonly calls: Map<string, string>;
}

const stepOf = ({ calls }: Run): string | null => [...calls.values()].at(-1) ?? null;

const assistant = (run: Run, line: Fields): void => {
  const isMain = text(line['parent_tool_use_id']) === null;
  for (const block of list(fields(line['message'])['content']).map(fields)) {
    const said = text(block['text']);
    if (block['type'] === 'text' && said !== null && isMain)
      run.state = { ...run.state, message: kept(said).text };
    const id = text(block['id']);
    if (block['type'] === 'tool_use' && id !== null && run.calls.size < MOST_CALLS)
      run.calls.set(id, toolLine(text(block['name']) ?? '', fields(block['input'])));
  }
};

const results = (run: Run, line: string): void => {
  for (const [, id] of line.matchAll(OWNER)) if (id !== undefined) run.calls.delete(id);
};

/** The CLI's last word; the error's text where it failed. */
const result = (run: Run, line: Fields): void => {
  const said = text(line['result']);
  const errors = list(line['errors']).filter((one) => typeof one === 'string');
  const ok = line['is_error'] === false;
  const failed = [...errors, said ?? ''].find((one) => one.trim() !== '') ?? text(line['subtype']) ?? '';
  run.calls.clear();
  run.state = { ...run.state, lastWord: { ok, text: kept(ok ? (said ?? '') : failed).text } };
};

/** Trying again because nothing answered; where a server did answer, there is its status. */
const unreachable = (line: Fields): string | null => {
  if (line['subtype'] !== 'api_retry' || whole(line['error_status']) !== null) return null;
  const [attempt, most] = [whole(line['attempt']), whole(line['max_retries'])];
  const counted = attempt === null ? '' : ` (attempt ${attempt}${most === null ? '' : ` of ${most}`})`;
  return `No answer from the server${counted}: ${titleOf(text(line['error']) ?? '') ?? 'unknown'}`;
};

/** The conversation as the CLI names it at the beginning and with its last word. */
const named = (line: Fields): string | null =>
  line['type'] === 'result' || line['subtype'] === 'init' ? text(line['session_id']) : null;

const take = (run: Run, line: Fields): void => {
  const conversationId = named(line) ?? run.state.conversationId;
  const words = line['type'] === 'system' ? unreachable(line) : null;
  const tries = words === null ? 0 : run.state.tries + 1;
  run.state = { ...run.state, conversationId, unreachable: words, tries };
  if (line['type'] === 'assistant') assistant(run, line);
  if (line['type'] === 'result') result(run, line);
};

/** A last word too long to hold: whether it is a good one stands before the text, its kind at either end. */
const longResult = (run: Run, head: string, tail: string): void => {
  if (!/"type":"result"/.test(head.slice(0, 200) + tail)) return;
  const said = /"result":"((?:[^"\\]|\\.)*)/.exec(head)?.[1] ?? '';
  const plain = said.replaceAll('\\n', '\n').replaceAll(/\\(["\\/])/g, '$1');
  const ok = /"is_error":false/.test(head);
  run.calls.clear();
  run.state = { ...run.state, lastWord: { ok, text: `${plain}…` } };
};

const read = (run: Run, { bytes, ends }: Line): void => {
  if (ends !== null) {
    run.state = { ...run.state, unreachable: null, tries: 0 };
    const [head, tail] = [ends.head.toString('utf8'), ends.tail.toString('utf8')];
    if (IS_USER.test(head)) results(run, head.slice(0, LONG_RESULT) + tail);
    else longResult(run, head, tail);
    return;
  }
  const start = bytes.toString('latin1', 0, 20);
  if (IS_USER.test(start)) {
    const long = bytes.length > LONG_RESULT;
    const head = bytes.toString('latin1', 0, LONG_RESULT);
    results(run, long ? head + bytes.toString('latin1', bytes.length - 4096) : head);
    run.state = { ...run.state, unreachable: null, tries: 0 };
    return;
  }
  const line = jsonOf(bytes);
  if (isFields(line)) take(run, line);
};

/** Reads `-p --output-format stream-json --verbose`. */
export const claudeEvents = (): EventsReader => {
  const lines = new LineCutter(0);
  const run: Run = {
    state: { conversationId: null, lastWord: null, message: null, step: null, unreachable: null, tries: 0 },
    calls: new Map(),
  };
  return {
    push: (bytes) => lines.push(bytes, (line) => read(run, line)),
    state: () => ({ ...run.state, step: stepOf(run) }),
  };
};
