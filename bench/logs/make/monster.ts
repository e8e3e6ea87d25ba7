import { join } from 'node:path';
import { stamp } from './codex-lines.ts';
import { createDice } from './dice.ts';
import { openLogWriter, type LogWriter } from './log-writer.ts';
import { createTexts } from './texts.ts';

const AT = Date.UTC(2026, 9, 1, 12);
const ROLLOUT = '019c0000-0000-7000-8000-000000000001';
const TRANSCRIPT = '019c0000-0000-4000-8000-000000000002';
const CWD = '/home/dev/monster';

/** Output tokens that each of these logs holds, however long its line. */
export const MONSTER_OUTPUT = 77;

const figures = { input_tokens: 1000, cached_input_tokens: 0, output_tokens: MONSTER_OUTPUT };

/** A Codex rollout with one output of that length. */
const writeRollout = (writer: LogWriter, long: string): void => {
  let at = AT;
  const line = (type: string, payload: object): void => {
    at += 1000;
    writer.line({ timestamp: stamp(at), type, payload });
  };
  const usage = { ...figures, reasoning_output_tokens: 0, total_tokens: 1000 + MONSTER_OUTPUT };
  const info = { total_token_usage: usage, last_token_usage: usage, model_context_window: 258_400 };
  line('session_meta', {
    id: ROLLOUT,
    timestamp: stamp(AT),
    cwd: CWD,
    cli_version: '0.130.0',
    source: 'cli',
  });
  line('turn_context', { cwd: CWD, model: 'gpt-5.5' });
  line('event_msg', { type: 'user_message', message: 'Print it all' });
  line('response_item', {
    type: 'function_call',
    name: 'exec_command',
    arguments: '{"cmd":"cat"}',
    call_id: 'c',
  });
  line('event_msg', { type: 'token_count', info, rate_limits: null });
  line('response_item', { type: 'function_call_output', call_id: 'c', output: long });
  line('event_msg', { type: 'token_count', info, rate_limits: null });
};

/** A transcript with one result of that length. */
const writeTranscript = (writer: LogWriter, long: string): void => {
  let at = AT;
  let parentUuid: string | null = null;
  const line = (body: object): void => {
    at += 1000;
    const uuid = `019c0000-0000-4000-8000-${String(at % 1e12).padStart(12, '0')}`;
    const where = { cwd: CWD, sessionId: TRANSCRIPT, version: '2.1.330', gitBranch: 'main' };
    writer.line({ parentUuid, isSidechain: false, ...body, uuid, timestamp: stamp(at), ...where });
    parentUuid = uuid;
  };
  const usage = { input_tokens: 1000, output_tokens: MONSTER_OUTPUT };
  const call = { type: 'tool_use', id: 'toolu_01', name: 'Bash', input: { command: 'cat' } };
  const content = [{ tool_use_id: 'toolu_01', type: 'tool_result', content: long, is_error: false }];
  const message = {
    id: 'msg_01',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [call],
  };
  line({ type: 'user', message: { role: 'user', content: 'Print it all' } });
  line({ message: { ...message, stop_reason: 'tool_use', usage }, requestId: 'req_01', type: 'assistant' });
  line({ type: 'user', message: { role: 'user', content }, toolUseResult: { stdout: long.slice(0, 1000) } });
};

/** Makes a log of each format with one line of so many bytes. */
export const makeMonsters = (folder: string, bytes: number): void => {
  const long = createTexts(createDice(1)).base64(bytes);
  const rollout = openLogWriter(
    join(folder, 'codex', 'sessions', '2026', '10', '01', `rollout-2026-10-01T12-00-00-${ROLLOUT}.jsonl`),
  );
  writeRollout(rollout, long);
  rollout.close(AT);
  const transcript = openLogWriter(
    join(folder, 'claude', 'projects', '-home-dev-monster', `${TRANSCRIPT}.jsonl`),
  );
  writeTranscript(transcript, long);
  transcript.close(AT);
};
