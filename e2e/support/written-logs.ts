import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { World } from './world.ts';

/** What happens in a log; each thing some seconds after the one before. */
export type Told =
  | { readonly prompt: string }
  | { readonly thought: string }
  | { readonly said: string }
  | {
      readonly tool: string;
      readonly input: object;
      readonly output: string;
      readonly failed?: boolean;
      /** What Claude Code keeps beside the output: the change of a file, a sub-agent's id. */
      readonly result?: object;
    };

export interface WrittenLog {
  readonly id: string;
  readonly cwd: string;
  readonly model: string;
  readonly begins: Date;
  readonly told: readonly Told[];
  /** Tokens of each answer; as they grow with the conversation. */
  readonly output: number;
  /** Set in a sub-agent's log: its own id. */
  readonly agent?: string;
}

const SECONDS = 17;

const moments = (begins: Date) => {
  let at = begins.getTime();
  return (): string => {
    const moment = new Date(at).toISOString();
    at += SECONDS * 1000;
    return moment;
  };
};

const jsonLines = (lines: readonly object[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const put = (path: string, lines: readonly object[]): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, jsonLines(lines));
};

const claudeLines = ({ id, cwd, model, begins, told, output, agent }: WrittenLog): readonly object[] => {
  const next = moments(begins);
  const lines: object[] = [];
  let parentUuid: string | null = null;
  const line = (type: 'user' | 'assistant', message: object, more: object = {}): void => {
    const uuid = `${agent ?? id}-${lines.length}`;
    lines.push({
      parentUuid,
      isSidechain: agent !== undefined,
      ...(agent === undefined ? {} : { agentId: agent }),
      type,
      message,
      uuid,
      timestamp: next(),
      ...more,
      userType: 'external',
      entrypoint: 'cli',
      cwd,
      sessionId: id,
      version: '2.1.330',
      gitBranch: 'main',
    });
    parentUuid = uuid;
  };
  const answer = (block: object): void => {
    const turn = lines.length;
    const usage = {
      input_tokens: 40 + turn,
      cache_creation_input_tokens: output * 2,
      cache_read_input_tokens: 18_000 + output * 3 * turn,
      output_tokens: output,
      cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: output * 2 },
    };
    const said = { id: `msg_${agent ?? id}_${turn}`, type: 'message', role: 'assistant', model };
    line(
      'assistant',
      { ...said, content: [block], stop_reason: 'tool_use', usage },
      { requestId: `req_${turn}` },
    );
  };
  for (const [index, one] of told.entries()) {
    if ('prompt' in one) line('user', { role: 'user', content: one.prompt });
    else if ('thought' in one) answer({ type: 'thinking', thinking: one.thought, signature: 'x' });
    else if ('said' in one) answer({ type: 'text', text: one.said });
    else {
      const call = `toolu_${agent ?? id}_${index}`;
      answer({ type: 'tool_use', id: call, name: one.tool, input: one.input });
      const block = {
        tool_use_id: call,
        type: 'tool_result',
        content: one.output,
        is_error: one.failed === true,
      };
      line('user', { role: 'user', content: [block] }, { toolUseResult: one.result ?? one.output });
    }
  }
  return lines;
};

/** Writes a conversation as Claude Code 2.1.330 does, into a person's home. */
export const writeClaudeLog = (world: World, log: WrittenLog): string => {
  const folder = world.path('home/.claude/projects', log.cwd.replaceAll(/[^A-Za-z0-9]/g, '-'));
  const name = log.agent === undefined ? `${log.id}.jsonl` : `${log.id}/subagents/agent-${log.agent}.jsonl`;
  put(`${folder}/${name}`, claudeLines(log));
  return `${folder}/${name}`;
};

const codexLines = ({ id, cwd, model, begins, told, output }: WrittenLog): readonly object[] => {
  const next = moments(begins);
  const lines: object[] = [];
  const line = (type: string, payload: object): void => void lines.push({ timestamp: next(), type, payload });
  line('session_meta', {
    id,
    session_id: id,
    timestamp: begins.toISOString(),
    cwd,
    cli_version: '0.169.0',
    source: 'cli',
  });
  line('turn_context', { turn_id: `${id}-1`, cwd, model });
  let total = {
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_output_tokens: 0,
    total_tokens: 0,
  };
  for (const one of told) {
    const role = 'prompt' in one ? 'user' : 'assistant';
    const said = 'prompt' in one ? one.prompt : 'said' in one ? one.said : '';
    if (said === '') continue;
    const type = role === 'user' ? 'input_text' : 'output_text';
    line('response_item', { type: 'message', role, content: [{ type, text: said }] });
    if (role === 'user') {
      line('event_msg', { type: 'user_message', message: said });
      continue;
    }
    const last = {
      input_tokens: 21_000,
      cached_input_tokens: 16_000,
      output_tokens: output,
      reasoning_output_tokens: 0,
      total_tokens: 21_000 + output,
    };
    total = {
      input_tokens: total.input_tokens + last.input_tokens,
      cached_input_tokens: total.cached_input_tokens + last.cached_input_tokens,
      output_tokens: total.output_tokens + last.output_tokens,
      reasoning_output_tokens: 0,
      total_tokens: total.total_tokens + last.total_tokens,
    };
    line('event_msg', { type: 'token_count', info: { total_token_usage: total, last_token_usage: last } });
  }
  return lines;
};

/** Writes a conversation as Codex does, into a person's home. */
export const writeCodexLog = (world: World, log: WrittenLog): string => {
  const day = log.begins.toISOString().slice(0, 10);
  const time = log.begins.toISOString().slice(0, 19).replaceAll(':', '-');
  const path = world.path('home/.codex/sessions', ...day.split('-'), `rollout-${time}-${log.id}.jsonl`);
  put(path, codexLines(log));
  return path;
};
