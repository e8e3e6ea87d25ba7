import {
  counted,
  NOTHING,
  printed,
  rateLimits,
  seconds,
  spawnedBy,
  stamp,
  tick,
  type Answer,
  type Call,
  type CodexDialect,
  type Figures,
  type Fork,
  type Rollout,
} from './codex-lines.ts';

const usage = ({ input, cached, output, reasoning }: Figures) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  cache_write_input_tokens: 0,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
  total_tokens: input + output,
});

/** What the lines of 0.169 are put together from: each has a number, and items carry their turn. */
const writing = (rollout: Rollout) => {
  const { dice } = rollout;
  let sequence = 0;
  const write = (type: string, payload: object, more: object = {}): void => {
    tick(rollout);
    const { now, ordinal } = rollout;
    rollout.writer.line({ timestamp: stamp(now), ordinal, type, payload, ...more });
    rollout.ordinal += 1;
  };
  const turn = () => ({ turn_id: rollout.turn, root_turn_id: rollout.turn });
  const event = (payload: object): void => write('event_msg', payload);
  const item = (payload: object): void => {
    const passed = { turn_id: rollout.turn, create_time: rollout.now / 1000 };
    sequence += 1;
    const metadata = {
      history_sequence: sequence,
      sampled_through_sequence: Math.max(0, sequence - 1),
      client_authored: false,
    };
    write('response_item', { ...payload, internal_chat_message_metadata_passthrough: passed }, { metadata });
  };
  return {
    write,
    turn,
    event,
    item,
    id: (what: string): string => `${what}_${dice.uuid7(rollout.now)}`,
    said: (role: string, ...content: readonly object[]): void =>
      item({ type: 'message', id: `msg_${dice.uuid7(rollout.now)}`, role, content }),
    done: (one: object): void =>
      event({
        type: 'item_completed',
        thread_id: rollout.id,
        turn_id: rollout.turn,
        item: one,
        started_at_ms: rollout.now,
        completed_at_ms: rollout.now,
      }),
    record(): void {
      const { id, last, turnTotal, total } = rollout;
      write('token_usage_record', {
        thread_id: id,
        turn_id: rollout.turn,
        session_id: id,
        root_turn_id: rollout.turn,
        response_id: `resp_${dice.hex(40)}`,
        usage: usage(last),
        turn_token_usage: usage(turnTotal),
        thread_token_usage: usage(total),
      });
    },
    count: (): void =>
      event({
        type: 'token_count',
        info: {
          total_token_usage: usage(rollout.total),
          last_token_usage: usage(rollout.last),
          last_usage_includes_reasoning: true,
          model_context_window: 258_400,
        },
        rate_limits: { ...rateLimits(rollout), individual_limit: null, spend_control_reached: null },
      }),
  };
};

type Writing = ReturnType<typeof writing>;

const text = (words: string): object => ({ type: 'input_text', text: words });

const begin = (
  rollout: Rollout,
  { write }: Writing,
  { forkOf, parent }: { readonly forkOf: Fork | null; readonly parent: string | null },
): void => {
  const { id, dice, texts, now, cwd, model } = rollout;
  rollout.now += 40;
  const base = forkOf && {
    forked_from_id: forkOf.id,
    forked_from_ordinal_exclusive: forkOf.ordinal,
    history_base: {
      thread_id: forkOf.id,
      end_ordinal_exclusive: forkOf.ordinal,
      end_byte_offset: forkOf.bytes,
    },
  };
  rollout.ordinal = forkOf?.ordinal ?? 0;
  write('session_meta', {
    account_scoped: true,
    session_id: parent ?? id,
    id,
    ...(parent === null ? {} : { parent_thread_id: parent }),
    ...base,
    timestamp: stamp(now),
    cwd,
    runtime_workspace_roots: [cwd],
    originator: dice.pick(['codex-tui', 'codex_exec', 'codex_vscode']),
    cli_version: rollout.version,
    source: parent === null ? 'cli' : spawnedBy(parent),
    thread_source: parent === null ? 'user' : 'subagent',
    model_provider: 'openai',
    base_instructions: { text: texts.prose(21_700), provenance: { type: 'model', model } },
    history_mode: 'paginated',
    context_window: { window_id: dice.uuid7(now) },
    git: { commit_hash: dice.hex(40), branch: 'main' },
  });
};

/** What the model is told before it hears the first prompt: tools, rules, the person's own instructions. */
const introduce = ({ cwd, texts }: Rollout, { item, said, id }: Writing): void => {
  const exec = { type: 'custom', name: 'exec', description: texts.prose(24_000) };
  const tools = [{ name: 'functions', type: 'namespace', description: '', tools: [exec] }];
  item({ type: 'additional_tools', id: id('at'), role: 'developer', tools });
  said('developer', text(texts.prose(21_700)));
  said('developer', text(texts.prose(2100)), text(texts.prose(362)), text(texts.prose(920)));
  said('user', text(`# AGENTS.md instructions for ${cwd}\n\n${texts.prose(3000)}`));
  said('user', text(`<environment_context>\n  <cwd>${cwd}</cwd>\n</environment_context>`));
};

const settings = ({ cwd, model, id, texts, turns }: Rollout, { write, turn, event }: Writing): void => {
  const mode = { mode: 'default', settings: { model, reasoning_effort: null, developer_instructions: null } };
  const state =
    turns === 1
      ? { agents_md: {}, host_skills: { body: texts.prose(2100), includeInstructions: true }, model }
      : { environments: { current_date: '2026-11-01', timezone: 'Etc/UTC' } };
  write('world_state', { full: turns === 1, state });
  write('turn_context', {
    ...turn(),
    disabled_plugin_ids: [],
    cwd,
    approval_policy: 'on-request',
    approvals_reviewer: 'user',
    permission_profile: { type: 'managed' },
    model,
    collaboration_mode: mode,
    multi_agent_version: 'v2',
    summary: 'none',
    sandbox_policy: { type: 'workspace-write', network_access: false },
  });
  const applied = { model, model_provider_id: 'openai', approval_policy: 'on-request', cwd };
  event({
    type: 'thread_settings_applied',
    thread_id: id,
    thread_settings: { ...applied, collaboration_mode: mode, disabled_plugin_ids: [] },
  });
};

const turns = (rollout: Rollout, write: Writing): Pick<CodexDialect, 'turnBegins' | 'turnEnds'> => {
  const { turn, event, said, done } = write;
  return {
    turnBegins(prompt, picture) {
      const started = { started_at: seconds(rollout.now), model_context_window: 258_400 };
      event({ type: 'task_started', ...turn(), ...started, collaboration_mode_kind: 'default' });
      if (rollout.turns === 1) introduce(rollout, write);
      settings(rollout, write);
      const url = `data:image/png;base64,${picture}`;
      said('user', text(prompt), ...(picture === null ? [] : [{ type: 'input_image', image_url: url }]));
      const content = [{ type: 'text', text: prompt, text_elements: [] }];
      done({ type: 'UserMessage', id: rollout.dice.uuid7(rollout.now), content });
    },
    turnEnds(words, isBrokenOff) {
      const ended = { completed_at: seconds(rollout.now), duration_ms: rollout.dice.below(900_000) };
      if (isBrokenOff) {
        said('developer', text('<turn_aborted>\nThe user interrupted the previous turn.\n</turn_aborted>'));
        event({ type: 'turn_aborted', ...turn(), reason: 'interrupted', ...ended });
      } else event({ type: 'task_complete', ...turn(), last_agent_message: words, ...ended });
    },
  };
};

const called = ({ dice }: Rollout, { item }: Writing, { id, kind, given }: Call): void => {
  if (kind === 'spawn') {
    const asked = JSON.stringify({ task_name: 'look_closer', message: given, fork_turns: 'none' });
    const call = { name: 'spawn_agent', namespace: 'collaboration', arguments: asked, call_id: id };
    item({ type: 'function_call', id: `fc_${dice.hex(10)}`, ...call });
    return;
  }
  const input =
    kind === 'patch'
      ? `const r = await tools.apply_patch(${JSON.stringify(given)}); text(JSON.stringify(r));`
      : `const r = await tools.exec_command({cmd: ${JSON.stringify(given)}}); text(JSON.stringify(r));`;
  item({ type: 'custom_tool_call', id: `fc_${dice.hex(10)}`, call_id: id, name: 'exec', input });
};

const happened = ({ dice, cwd, model }: Rollout, { done }: Writing, call: Call): void => {
  const { id, kind, given, output, exitCode } = call;
  switch (kind) {
    case 'spawn':
      return done({ type: 'SubAgentActivity', model, id, kind: 'started', agent_thread_id: output });
    case 'patch': {
      const change = { type: 'update', unified_diff: given, move_path: null };
      const changes = { [`${cwd}/src/main.ts`]: change };
      return done({ type: 'FileChange', id: `exec-${dice.uuid4()}`, changes, status: 'completed' });
    }
    case 'command':
      return done({
        type: 'CommandExecution',
        id: `exec-${dice.uuid4()}`,
        process_id: String(dice.below(99_999)),
        command: ['/bin/bash', '-lc', given],
        cwd: `file://${cwd}`,
        parsed_cmd: [{ type: 'unknown', cmd: given }],
        source: 'unified_exec_startup',
        status: exitCode === 0 ? 'completed' : 'failed',
        aggregated_output: output,
        exit_code: exitCode,
        duration: { secs: dice.below(20), nanos: dice.below(1e9) },
      });
  }
};

const result = (rollout: Rollout, { item, id }: Writing, call: Call): void => {
  if (call.kind === 'spawn') {
    const output = JSON.stringify({ task_name: '/root/look_closer' });
    item({ type: 'function_call_output', id: id('fco'), call_id: call.id, output });
    return;
  }
  const back =
    call.kind === 'patch'
      ? '{}'
      : JSON.stringify({ exit_code: call.exitCode, output: printed(rollout, call) });
  const output = [text('Script completed\nWall time 0.3 seconds\nOutput:\n'), text(back)];
  item({ type: 'custom_tool_call_output', id: id('ctco'), call_id: call.id, output });
};

const answerLines = (rollout: Rollout, write: Writing, { thought, sealed, words, call }: Answer): void => {
  const { item, done } = write;
  const { dice } = rollout;
  if (thought !== null) {
    const id = `rs_${dice.hex(40)}`;
    done({ type: 'Reasoning', id, summary_text: [thought], raw_content: [] });
    const summary = [{ type: 'summary_text', text: thought }];
    item({ type: 'reasoning', id, summary, content: null, encrypted_content: sealed });
  }
  if (words !== null) {
    const id = `msg_${dice.hex(40)}`;
    const phase = call === null ? 'final_answer' : 'commentary';
    done({ type: 'AgentMessage', id, content: [{ type: 'Text', text: words }], phase });
    const content = [{ type: 'output_text', text: words, annotations: [] }];
    item({ type: 'message', status: 'completed', id, role: 'assistant', content, phase });
  }
  if (call !== null) called(rollout, write, call);
};

/** Codex since 0.160: a record for each response, and a fork that repeats nothing. */
export const newCodex = (rollout: Rollout): CodexDialect => {
  const lines = writing(rollout);
  const { write, item, id, record, count, done } = lines;
  return {
    begin: (from) => begin(rollout, lines, from),
    ...turns(rollout, lines),
    answered(answer) {
      answerLines(rollout, lines, answer);
      counted(rollout, answer.figures);
      record();
      const at = rollout.now;
      if (answer.call === null) count();
      return at;
    },
    ended(call, isBrokenOff) {
      if (isBrokenOff) {
        const output = 'aborted by user after 12.3s';
        item({ type: 'custom_tool_call_output', id: id('ctco'), call_id: call.id, output });
      } else {
        happened(rollout, lines, call);
        result(rollout, lines, call);
      }
      count();
    },
    compacted(summary, figures) {
      counted(rollout, figures);
      record();
      const at = rollout.now;
      count();
      const history = [{ type: 'message', id: id('msg'), role: 'user', content: [text(summary)] }];
      write('compacted', { message: summary, replacement_history: history });
      rollout.last = NOTHING;
      count();
      done({ type: 'ContextCompaction', id: rollout.dice.uuid7(rollout.now) });
      return at;
    },
  };
};
