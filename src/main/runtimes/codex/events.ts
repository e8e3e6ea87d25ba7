import { jsonOf } from '../line-reader.ts';
import { LineCutter, type Line } from '../lines.ts';
import type { EventsReader, EventsState } from '../statement.ts';
import { fields, kept, list, parsed, text, type Fields } from '../values.ts';
import { commandOf } from './reading/command.ts';
import { plainLine } from './reading/drafts.ts';
import { wholeTo } from './reading/glance.ts';

/** The kind of a line stands in its first bytes, and most long lines are known by it. */
const HEAD = 400;
const EVENT =
  /^\s*\{"type":"(thread\.\w+|turn\.\w+|item\.\w+|error)"(?:,"item":\{"id":"([^"\\]{1,100})","type":"(\w{1,60})")?/;

/** A longer line is not taken apart to learn what is being done. */
const LONGEST_STEP = 256 * 1024;
/** More than these are not open at once. */
const MOST_STEPS = 100;

interface Glance {
  readonly type: string;
  readonly id: string;
  readonly kind: string;
}

const glance = (head: Buffer): Glance | null => {
  const found = EVENT.exec(head.toString('utf8', 0, HEAD));
  if (!found) return null;
  const [, type = '', id = '', kind = ''] = found;
  return { type, id, kind };
};

/** A server's own words out of the JSON it sent, which Codex prints as it came, alone or behind a status. Pure. */
export const readableError = (message: string): string => {
  const from = message.indexOf('{');
  if (from < 0) return message;
  const body = fields(parsed(message.slice(from)));
  const said = text(fields(body['error'])['message']) ?? text(body['message']) ?? text(body['detail']);
  return said === null ? message : `${message.slice(0, from)}${said}`;
};

/** It tries again; without a count it never gives up (0.169). */
const RECONNECTING = /^Re-?connecting\.\.\./;
const COUNTED = /^Re-?connecting\.\.\. \d+\/\d+/;
/** Counted, and no server answered: each try may take 5 minutes. Others name a status, or no reason at all. */
const UNANSWERED = /^Reconnecting\.\.\. \d+\/\d+ \((?:stream disconnected|Connection failed)\b/;

/** What an item that begins is about; null where that is no step. */
const stepOf = (kind: string, item: Fields): string | null => {
  switch (kind) {
    case 'command_execution':
      return plainLine(commandOf(item['command'])?.command ?? '');
    case 'file_change':
      return plainLine(
        `patch ${list(item['changes'])
          .slice(0, 20)
          .map((change) => text(fields(change)['path']) ?? '')
          .join(', ')}`,
      );
    case 'web_search':
      return plainLine(`search ${text(item['query']) ?? ''}`);
    case 'mcp_tool_call':
      return plainLine(`${text(item['server']) ?? ''} ${text(item['tool']) ?? ''}`);
    case 'collab_tool_call':
      return plainLine(text(item['tool']) ?? '');
    default:
      return null;
  }
};

/** What is whole of a message whose line was too long to hold. */
const beginningOf = (head: Buffer): string => {
  const from = head.indexOf('"text":"');
  if (from < 0) return '';
  const json = head
    .subarray(from + '"text":'.length)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return text(parsed(`${wholeTo(json)}"`)) ?? '';
};

interface Progress {
  seen: EventsState;
  /** An error outside of a turn's end: the last word unless something follows it. */
  complaint: string | null;
  /** What runs now, by the item's id. */
  readonly steps: Map<string, string>;
}

const itemIn = (line: Line): Fields => fields(fields(jsonOf(line.bytes))['item']);

const itemTold = (progress: Progress, { type, id, kind }: Glance, line: Line): void => {
  const { steps } = progress;
  if (type === 'item.completed') {
    steps.delete(id);
    if (kind !== 'agent_message') return;
    const said = line.ends ? beginningOf(line.ends.head) : text(itemIn(line)['text']);
    progress.seen = { ...progress.seen, message: kept(said ?? '').text };
    return;
  }
  if (type !== 'item.started' || line.ends || line.bytes.length > LONGEST_STEP) return;
  const step = stepOf(kind, itemIn(line));
  if (step !== null && steps.size < MOST_STEPS) steps.set(id, step);
};

const lastWord = (progress: Progress, ok: boolean, said: string): void => {
  progress.steps.clear();
  progress.seen = { ...progress.seen, lastWord: { ok, text: kept(said).text } };
};

/** `tries`: how often it had said so before this line. */
const errorTold = (progress: Progress, message: string, tries: number): void => {
  if (!RECONNECTING.test(message)) {
    progress.complaint = readableError(message);
    return;
  }
  if (COUNTED.test(message) && !UNANSWERED.test(message)) return;
  progress.seen = { ...progress.seen, unreachable: plainLine(message), tries: tries + 1 };
};

const eventTold = (progress: Progress, type: string, event: Fields, tries: number): void => {
  const { seen } = progress;
  switch (type) {
    case 'thread.started':
      progress.seen = { ...seen, conversationId: text(event['thread_id']) ?? seen.conversationId };
      return;
    case 'turn.started':
      progress.seen = { ...seen, lastWord: null };
      return;
    case 'turn.completed':
      return lastWord(progress, true, seen.message ?? '');
    case 'turn.failed': {
      const said = text(fields(event['error'])['message']) ?? text(event['error']);
      return lastWord(progress, false, readableError(said ?? ''));
    }
    case 'error':
      return errorTold(progress, text(event['message']) ?? '', tries);
    default:
  }
};

/** Reads what `codex exec --json` prints. Only lines that say something of the run's way are parsed. */
export const codexEvents = (): EventsReader => {
  const lines = new LineCutter(0);
  const nothing = {
    conversationId: null,
    lastWord: null,
    message: null,
    step: null,
    unreachable: null,
    tries: 0,
  };
  const progress: Progress = { seen: nothing, complaint: null, steps: new Map() };
  const take = (line: Line): void => {
    const found = glance(line.ends?.head ?? line.bytes);
    if (!found) return;
    progress.complaint = null;
    const { tries } = progress.seen;
    progress.seen = { ...progress.seen, unreachable: null, tries: 0 };
    if (found.type.startsWith('item.')) itemTold(progress, found, line);
    // None of these is long.
    else eventTold(progress, found.type, line.ends ? {} : fields(jsonOf(line.bytes)), tries);
  };
  return {
    push: (bytes) => lines.push(bytes, take),
    state: () => {
      const { seen, complaint, steps } = progress;
      const said = complaint === null ? null : { ok: false, text: kept(complaint).text };
      return { ...seen, lastWord: seen.lastWord ?? said, step: [...steps.values()].at(-1) ?? null };
    },
  };
};
