import { fields, isFields, list, text, titleOf, whole, type Fields } from '../../values.ts';
import { agentEnded } from './agents.ts';
import { answered, called } from './calls.ts';
import {
  agentSaid,
  commandEnded,
  itemCompleted,
  patchEnded,
  searched,
  serverAnswered,
  unknownItem,
  userSaid,
} from './items.ts';
import { copyBegins, follow } from './lineage.ts';
import { occasionOf, type ReaderState, type Scene } from './state.ts';
import { answerCame, brokenOff, fromCount, fromRecord, turnBegins, unpaidAnswer } from './tokens.ts';

/** The first line of a rollout, and in a copy also the first line of the one that was copied. */
const meta = ({ state, at }: Scene, payload: Fields): void => {
  const { known } = state;
  const id = text(payload['id']);
  if (id === null || id === known.conversationId) return;
  if (known.conversationId !== null) return copyBegins(state.lineage, id, at);
  const source = fields(fields(fields(payload['source'])['subagent'])['thread_spawn']);
  known.conversationId = id;
  known.parentId = text(payload['parent_thread_id']) ?? text(source['parent_thread_id']);
  known.forkOf = text(payload['forked_from_id']) ?? text(fields(payload['history_base'])['thread_id']);
  known.cwd = text(payload['cwd']);
  known.cliVersion = text(payload['cli_version']);
  state.cwd = known.cwd;
};

const turnStarted = (scene: Scene, turn: string | null): void => {
  const { state, book, count } = scene;
  count(unpaidAnswer(state.tokens, occasionOf(scene)));
  turnBegins(state.tokens, scene.at);
  state.turns += 1;
  state.turn = turn;
  book.newTurn();
};

/** What the CLI puts before the person's words as if they were the person's. */
const INJECTED =
  /^\s*(?:# AGENTS\.md instructions|<(?:environment_context|user_instructions|INSTRUCTIONS|turn_aborted|subagent_notification|permissions|skill|user_shell_command|collaboration_mode)\b)/;

const message = (scene: Scene, payload: Fields): void => {
  const { state, book, at } = scene;
  const said = list(payload['content'])
    .map((part) => text(fields(part)['text']) ?? '')
    .filter((part) => part !== '')
    .join('\n');
  if (payload['role'] === 'assistant') {
    if (!state.events.text && said.trim() !== '') book.say({ at, kind: 'text', text: said }, 'item');
  } else if (payload['role'] === 'user' && payload['flat'] === true && !INJECTED.test(said))
    userSaid(scene, said);
};

/** Word between agents: a child's answer belongs to its step, a task from the parent is the prompt here. */
const agentMessage = (scene: Scene, payload: Fields): void => {
  const { state, book, at } = scene;
  const whole = list(payload['content'])
    .map((part) => text(fields(part)['text']) ?? '')
    .join('\n');
  const [head = '', ...rest] = whole.split('\nPayload:\n');
  const said = (rest.length === 0 ? whole : rest.join('\nPayload:\n')).trim();
  const isAnswer = head.startsWith('Message Type: FINAL_ANSWER');
  if (isAnswer && agentEnded(scene, `p${text(payload['author']) ?? ''}`, { success: null, output: said }))
    return;
  const task = /^Task name: (.+)$/m.exec(head)?.[1] ?? '';
  if (state.known.parentId !== null && head.startsWith('Message Type: NEW_TASK')) {
    const prompt = said === '' ? task : said;
    if (book.say({ at, kind: 'user', text: prompt }, 'event')) state.known.title ??= titleOf(prompt);
  } else if (said !== '') book.add({ at, kind: 'lifecycle', text: said });
};

const SILENT = new Set(['additional_tools', 'ghost_snapshot', 'compaction', 'compaction_summary', 'other']);

/** What went to the model and what came from it. */
const item = (scene: Scene, payload: Fields): void => {
  const { state, book, at } = scene;
  const type = text(payload['type']) ?? '';
  const isAnswer = type.endsWith('call') || (type === 'message' && payload['role'] === 'assistant');
  if (isAnswer) {
    state.isAsked = false;
    if (state.isNumbered) answerCame(state.tokens, at);
  }
  switch (type) {
    case 'message':
      return message(scene, payload);
    case 'agent_message':
      return agentMessage(scene, payload);
    case 'reasoning':
      if (state.events.thinking) return;
      for (const one of list(payload['summary'])) {
        const said = text(fields(one)['text']) ?? '';
        if (said !== '') book.say({ at, kind: 'thinking', text: said }, 'item');
      }
      return;
    case 'function_call':
    case 'custom_tool_call':
    case 'local_shell_call':
    case 'tool_search_call':
      return called(scene, payload);
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'local_shell_call_output':
    case 'tool_search_output':
      return answered(scene, payload);
    case 'web_search_call':
      return searched(scene, text(payload['id']) ?? `w${at}`, payload);
    default:
      if (type === '' || SILENT.has(type)) return;
      if (text(payload['call_id']) !== null || text(payload['name']) !== null)
        unknownItem(scene, type, payload);
  }
};

const ended = (scene: Scene, payload: Fields): void => {
  const { state, book, at, count } = scene;
  count(unpaidAnswer(state.tokens, occasionOf(scene)));
  state.isAsked = false;
  const { error } = payload;
  const failure = text(fields(error)['message']) ?? text(error);
  if (failure !== null) book.failure(at, failure);
};

const aborted = (scene: Scene, payload: Fields): void => {
  const { state, book, at, count } = scene;
  count(unpaidAnswer(state.tokens, occasionOf(scene)));
  if (state.isAsked)
    count(brokenOff(state.tokens, occasionOf(scene), text(payload['turn_id']) ?? state.turn));
  state.isAsked = false;
  const reason = text(payload['reason']) ?? 'interrupted';
  book.note('interrupted');
  book.add({
    at,
    kind: 'lifecycle',
    text: reason === 'interrupted' ? 'Interrupted' : reason,
    note: 'interrupted',
  });
};

const rolledBack = ({ book, at }: Scene, payload: Fields): void => {
  const turns = whole(payload['num_turns']);
  book.add({
    at,
    kind: 'lifecycle',
    text: turns === 1 ? 'Rolled back 1 turn' : `Rolled back ${turns ?? 'some'} turns`,
  });
};

const reviewed = ({ book, at }: Scene, payload: Fields): void => {
  const said = text(fields(payload['review_output'])['overall_explanation']);
  if (said !== null && said !== '') book.say({ at, kind: 'text', text: said }, 'event');
};

/** What is told by other lines too, or is of no use later. */
const QUIET =
  /^(?:.*_(?:delta|begin|started|updated|diff|request|configured|list_response|output_chunk)|background_event|plan_update|raw_response_item|task_started|shutdown_complete|view_image_tool_call|deprecation_notice|agent_reasoning_section_break|agent_reasoning_raw_content|entered_review_mode|undo_.*|.*_response|thread_name.*|collab_.*|hook_.*|terminal_interaction|dynamic_tool_call.*)$/;

/**
 * Whether counts are another log's, and nothing says whose: before the first turn of a fork that repeats no lines
 * they are what the parent spent; in a fork of a fork whose lines name no turn, the copied lines are of one of
 * several conversations, and the log that was forked from tells them all.
 */
export const isBaseline = ({ known, lineage, turns }: ReaderState): boolean =>
  lineage.copied.length === 0
    ? known.forkOf !== null && turns === 0
    : lineage.owner !== null && lineage.copied.length > 1 && !lineage.hasTurns;

/** What happened, as the CLI tells its own window. */
const event = (scene: Scene, payload: Fields): void => {
  const { state, book, at, count } = scene;
  const type = text(payload['type']) ?? '';
  const call = text(payload['call_id']) ?? '';
  switch (type) {
    case 'user_message':
      // Before 0.47 what was put before the prompt is of another kind.
      if (typeof payload['kind'] === 'string' && payload['kind'] !== 'plain') return;
      return userSaid(scene, text(payload['message']) ?? '');
    case 'agent_message':
      return agentSaid(scene, 'text', text(payload['message']) ?? '');
    case 'agent_reasoning':
      return agentSaid(scene, 'thinking', text(payload['text']) ?? '');
    case 'token_count': {
      const counted = fromCount(state.tokens, payload, occasionOf(scene), isBaseline(state));
      // Numbered lines have the figures only after the tool's answer, when the model is asked again.
      if (counted !== null && !state.isNumbered) state.isAsked = false;
      return count(counted);
    }
    case 'item_completed':
      return itemCompleted(scene, fields(payload['item']));
    case 'task_started':
    case 'turn_started':
      return turnStarted(scene, text(payload['turn_id']));
    case 'task_complete':
    case 'turn_complete':
      return ended(scene, payload);
    case 'turn_aborted':
      return aborted(scene, payload);
    case 'context_compacted':
      return book.compaction(at, null);
    case 'thread_rolled_back':
      return rolledBack(scene, payload);
    case 'exec_command_end':
      return commandEnded(scene, call, payload);
    case 'patch_apply_end':
      return patchEnded(scene, call, payload);
    case 'mcp_tool_call_end':
      return serverAnswered(scene, call, payload);
    case 'web_search_end':
      return searched(scene, call, payload);
    case 'exited_review_mode':
      return reviewed(scene, payload);
    case 'thread_settings_applied':
      return settings(scene, fields(payload['thread_settings']));
    case 'error':
    case 'stream_error':
      return book.failure(at, text(payload['message']) ?? '');
    default: {
      const said = text(payload['message']) ?? text(payload['text']) ?? '';
      if (said === '' || QUIET.test(type)) return;
      book.add({ at, kind: 'lifecycle', text: said, note: type === 'warning' ? undefined : 'unknown-kind' });
    }
  }
};

const settings = ({ state }: Scene, payload: Fields): void => {
  state.known.model = text(payload['model']) ?? state.known.model;
  state.cwd = text(payload['cwd']) ?? state.cwd;
};

const turnOf = (type: string, payload: Fields): string | null => {
  const isStart =
    type === 'event_msg' && (payload['type'] === 'task_started' || payload['type'] === 'turn_started');
  return isStart || type === 'turn_context' ? text(payload['turn_id']) : null;
};

/** One line of a rollout, of any generation; a bare item is one of the oldest. False: it is none. */
export const readRollout = (scene: Scene, line: Fields): boolean => {
  const { state, book, at } = scene;
  const type = text(line['type']);
  if (type === null) return readFlat(scene, line);
  const raw = line['payload'];
  if (!isFields(raw)) return readFlat(scene, line);
  if (line['ordinal'] !== undefined) state.isNumbered = true;
  follow(state.lineage, { own: state.known.conversationId, at, turn: turnOf(type, raw) });
  switch (type) {
    case 'session_meta':
      meta(scene, raw);
      return true;
    case 'response_item':
      item(scene, raw);
      return true;
    case 'event_msg':
      event(scene, raw);
      return true;
    case 'turn_context':
      settings(scene, raw);
      return true;
    case 'token_usage_record':
      scene.count(fromRecord(state.tokens, raw, occasionOf(scene)));
      return true;
    case 'compacted':
      book.compaction(at, text(raw['message']));
      return true;
    default:
      // A kind of a later version: nothing of it is known.
      return true;
  }
};

const FLAT = /^(?:message|reasoning|.*_call|.*_call_output)$/;

/** Before lines had envelopes: the first has an id and a moment, the others are the items themselves. */
const readFlat = (scene: Scene, line: Fields): boolean => {
  const type = text(line['type']);
  if (type !== null && FLAT.test(type)) {
    item(scene, { ...line, flat: true });
    return true;
  }
  if (type !== null) return false;
  if (line['record_type'] === 'state') return true;
  if (text(line['id']) === null || line['timestamp'] === undefined) return false;
  meta(scene, line);
  return true;
};
