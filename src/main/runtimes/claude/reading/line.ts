import { fields, isFields, text, type Fields } from '../../values.ts';
import { versionIn } from '../../versions.ts';
import type { Book } from './book.ts';
import { assistantLine } from './assistant.ts';
import { idIn, momentIn, type ReaderState, type Scene } from './state.ts';
import { resultLine, streamEvent } from './stream.ts';
import { attachmentLine, settingLine, systemLine, unknownLine } from './system.ts';
import { userLine } from './user.ts';

/** Lines of a conversation; all others are settings, which name in a sub-agent's log its parent only. */
const TURNS = new Set(['user', 'assistant', 'system', 'result']);

/** What a line says of the conversation as a whole, whatever its kind. */
const learn = (state: ReaderState, line: Fields, type: string, at: string | null): void => {
  const { known } = state;
  const session = idIn(line['sessionId']) ?? idIn(line['session_id']);
  const agent = line['isSidechain'] === true ? idIn(line['agentId']) : null;
  if (!state.isSettled && session !== null) {
    state.isSettled = TURNS.has(type);
    state.isSubagent = agent !== null;
    known.conversationId = agent ?? session;
    known.parentId = agent === null ? null : session;
  }
  const version = text(line['version']) ?? text(line['claude_code_version']);
  if (version !== null) known.cliVersion = versionIn(version.slice(0, 40)) ?? known.cliVersion;
  known.cwd ??= text(line['cwd'])?.slice(0, 4096) ?? null;
  if (at === null) return;
  known.startedAt ??= at;
  if (known.endedAt === null || at > known.endedAt) known.endedAt = at;
};

const MOST_CHAINS = 300;

/**
 * The `Agent` step whose sub-agent wrote a line into this log: in stream-json the line names the call; in
 * transcripts of 1.0 it hangs on the lines before it, whose first holds the task.
 */
const withinOf = (state: ReaderState, book: Book, line: Fields): number | null => {
  const call = idIn(line['parent_tool_use_id']);
  if (call !== null) return (book.agent(call) ?? book.find(call)?.step)?.seq ?? null;
  if (line['isSidechain'] !== true || state.isSubagent) return null;
  const parent = idIn(line['parentUuid']);
  const task = parent === null ? text(fields(line['message'])['content']) : null;
  const known = parent === null ? undefined : state.chains[`u${parent}`];
  const taken = new Set(task === null ? [] : Object.values(state.chains));
  const seq = known ?? book.agentWith(task, taken)?.seq ?? null;
  const uuid = idIn(line['uuid']);
  if (seq === null || uuid === null) return seq;
  const names = Object.keys(state.chains);
  const oldest = names[0];
  if (names.length >= MOST_CHAINS && oldest !== undefined) delete state.chains[oldest];
  state.chains[`u${uuid}`] = seq;
  return seq;
};

const told = (scene: Scene, type: string): void => {
  switch (type) {
    case 'user':
      userLine(scene);
      return;
    case 'assistant':
      assistantLine(scene);
      return;
    case 'system':
      systemLine(scene);
      return;
    case 'attachment':
      attachmentLine(scene);
      return;
    case 'result':
      resultLine(scene);
      return;
    case 'stream_event':
      streamEvent(scene);
      return;
    default:
      if (!settingLine(scene)) unknownLine(scene, type);
  }
};

/** Reads one line of either dialect. False: it is none of Claude Code's. */
export const readLine = (state: ReaderState, book: Book, value: unknown, count: Scene['count']): boolean => {
  if (!isFields(value)) return false;
  const type = text(value['type']);
  if (type === null || isFields(value['payload'])) return false;
  const uuid = idIn(value['uuid']);
  if (uuid !== null && type !== 'result' && book.isTold(uuid)) return true;
  const at = momentIn(value['timestamp']);
  learn(state, value, type, at);
  const within = withinOf(state, book, value);
  told(
    {
      state,
      book,
      line: value,
      at,
      isStream:
        value['session_id'] !== undefined &&
        value['sessionId'] === undefined &&
        value['parentUuid'] === undefined,
      inside: within === null ? {} : { within },
      count,
    },
    type,
  );
  return true;
};
