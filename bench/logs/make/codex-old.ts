import { readFileSync } from 'node:fs';
import {
  counted,
  NOTHING,
  printed,
  rateLimits,
  seconds,
  spawnedBy,
  stamp,
  tick,
  type Call,
  type CodexDialect,
  type Figures,
  type Fork,
  type Rollout,
} from './codex-lines.ts';

const usage = ({ input, cached, output, reasoning }: Figures) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
  total_tokens: input + output,
});

const STAMP = /^\{"timestamp":"[^"]+"/;

/** A fork begins with the lines of its parent, each with the moment it was copied at. */
const copyLines = (rollout: Rollout, { path, lines }: Fork): void => {
  for (const line of readFileSync(path, 'utf8').split('\n', lines)) {
    if (rollout.dice.below(60) === 0) rollout.now += 1;
    rollout.writer.raw(line.replace(STAMP, `{"timestamp":"${stamp(rollout.now)}"`));
  }
};

/** What the lines of 0.98, whose turns have no ids, and of 0.130, whose have, are put together from. */
const writing = (rollout: Rollout, hasTurns: boolean) => {
  const line = (type: string, payload: object): void => {
    tick(rollout);
    rollout.writer.line({ timestamp: stamp(rollout.now), type, payload });
  };
  const event = (payload: object): void => line('event_msg', payload);
  const item = (payload: object): void => line('response_item', payload);
  return {
    line,
    event,
    item,
    said: (role: string, ...parts: readonly string[]): void =>
      item({ type: 'message', role, content: parts.map((text) => ({ type: 'input_text', text })) }),
    /** Without a response so far there is no figure. */
    count(): void {
      const { total, last } = rollout;
      const usages = { total_token_usage: usage(total), last_token_usage: usage(last) };
      const info = total.input === 0 ? null : { ...usages, model_context_window: 258_400 };
      event({ type: 'token_count', info, rate_limits: rateLimits(rollout) });
    },
    context(): void {
      const { cwd, model, turn, now } = rollout;
      const settings = { model, reasoning_effort: null, developer_instructions: null };
      line('turn_context', {
        ...(hasTurns ? { turn_id: turn } : {}),
        cwd,
        ...(hasTurns ? { current_date: stamp(now).slice(0, 10), timezone: 'Etc/UTC' } : {}),
        approval_policy: 'on-request',
        sandbox_policy: { type: 'workspace-write', network_access: false, exclude_slash_tmp: false },
        model,
        personality: 'pragmatic',
        collaboration_mode: { mode: 'default', settings },
        summary: 'auto',
        truncation_policy: { mode: 'tokens', limit: 10_000 },
      });
    },
  };
};

type Writing = ReturnType<typeof writing>;

const callOf = ({ cwd }: Rollout, { id, kind, given }: Call): object => {
  if (kind === 'patch') return { type: 'custom_tool_call', call_id: id, name: 'apply_patch', input: given };
  const [name, asked] =
    kind === 'spawn'
      ? ['spawn_agent', { agent_type: 'default', message: given }]
      : ['exec_command', { cmd: given, workdir: cwd, yield_time_ms: 1000 }];
  return { type: 'function_call', name, arguments: JSON.stringify(asked), call_id: id };
};

const result = (rollout: Rollout, { event, item }: Writing, call: Call): void => {
  if (call.kind !== 'patch') {
    const started = (): string => JSON.stringify({ agent_id: call.output, nickname: 'Curie' });
    const output = call.kind === 'command' ? printed(rollout, call) : started();
    item({ type: 'function_call_output', call_id: call.id, output });
    return;
  }
  const stdout = 'Success. Updated the following files:\nM src/main.ts\n';
  event({
    type: 'patch_apply_end',
    call_id: call.id,
    turn_id: rollout.turn,
    stdout,
    stderr: '',
    success: true,
    changes: {
      [`${rollout.cwd}/src/main.ts`]: { type: 'update', unified_diff: call.given, move_path: null },
    },
    status: 'completed',
  });
  const output = JSON.stringify({ output: stdout, metadata: { exit_code: 0, duration_seconds: 0.1 } });
  item({ type: 'custom_tool_call_output', call_id: call.id, output });
};

const begin = (
  rollout: Rollout,
  { line }: Writing,
  { forkOf, parent }: { readonly forkOf: Fork | null; readonly parent: string | null },
): void => {
  const { dice, texts, now } = rollout;
  rollout.now += 60;
  line('session_meta', {
    id: rollout.id,
    ...(forkOf === null ? {} : { forked_from_id: forkOf.id }),
    timestamp: stamp(now),
    cwd: rollout.cwd,
    originator: dice.pick(['codex_cli_rs', 'codex_exec', 'codex_vscode']),
    cli_version: rollout.version,
    source: parent === null ? 'cli' : spawnedBy(parent),
    model_provider: 'openai',
    base_instructions: { text: texts.prose(21_000) },
    git: { commit_hash: dice.hex(40), branch: 'main' },
  });
  if (forkOf !== null) copyLines(rollout, forkOf);
};

/** What the model is told before it hears the first prompt. */
const introduce = ({ cwd, texts }: Rollout, { said }: Writing): void => {
  said('developer', texts.prose(362), texts.prose(4600));
  said('user', `# AGENTS.md instructions for ${cwd}\n\n<INSTRUCTIONS>\n${texts.prose(3000)}</INSTRUCTIONS>`);
  said('user', `<environment_context>\n  <cwd>${cwd}</cwd>\n</environment_context>`);
};

const turns = (
  rollout: Rollout,
  write: Writing,
  hasTurns: boolean,
): Pick<CodexDialect, 'turnBegins' | 'turnEnds'> => {
  const { event, item, said, count, context } = write;
  return {
    turnBegins(prompt, picture) {
      const started = { started_at: seconds(rollout.now), model_context_window: 258_400 };
      if (hasTurns) event({ type: 'task_started', turn_id: rollout.turn, ...started });
      if (rollout.turns === 1) introduce(rollout, write);
      if (hasTurns) context();
      const url = `data:image/png;base64,${picture}`;
      const pictures = picture === null ? [] : [{ type: 'input_image', image_url: url }];
      item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }, ...pictures] });
      event({ type: 'user_message', message: prompt, images: [], local_images: [], text_elements: [] });
      if (!hasTurns) context();
      count();
    },
    turnEnds(words, isBrokenOff) {
      const ended = { completed_at: seconds(rollout.now), duration_ms: rollout.dice.below(900_000) };
      if (isBrokenOff) {
        said('user', '<turn_aborted>\nThe user interrupted the previous turn on purpose.\n</turn_aborted>');
        event({ type: 'turn_aborted', turn_id: rollout.turn, reason: 'interrupted', ...ended });
      } else if (hasTurns)
        event({ type: 'task_complete', turn_id: rollout.turn, last_agent_message: words, ...ended });
    },
  };
};

/** Codex up to 0.140: every count is told twice, and a fork repeats its parent's lines. */
export const oldCodex = (rollout: Rollout, hasTurns: boolean): CodexDialect => {
  const write = writing(rollout, hasTurns);
  const { line, event, item, count, context } = write;
  return {
    begin: (from) => begin(rollout, write, from),
    ...turns(rollout, write, hasTurns),
    answered({ thought, sealed, words, call, figures }) {
      if (thought !== null) {
        const summary = [{ type: 'summary_text', text: thought }];
        event({ type: 'agent_reasoning', text: thought });
        item({ type: 'reasoning', summary, content: null, encrypted_content: sealed });
      }
      const phase = call === null ? 'final_answer' : 'commentary';
      if (words !== null) {
        event({ type: 'agent_message', message: words, phase, memory_citation: null });
        item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: words }], phase });
      }
      if (call !== null) item(callOf(rollout, call));
      counted(rollout, figures);
      count();
      return rollout.now;
    },
    ended(call, isBrokenOff) {
      if (isBrokenOff) {
        item({ type: 'function_call_output', call_id: call.id, output: 'aborted by user after 12.3s' });
        return;
      }
      result(rollout, write, call);
      rollout.now += rollout.dice.below(60);
      if (!hasTurns) context();
      count();
    },
    compacted(message, figures) {
      counted(rollout, figures);
      count();
      const at = rollout.now;
      const content = [{ type: 'input_text', text: message }];
      line('compacted', { message, replacement_history: [{ type: 'message', role: 'user', content }] });
      rollout.last = NOTHING;
      count();
      event({ type: 'context_compacted' });
      return at;
    },
  };
};
