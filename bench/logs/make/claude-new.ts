import { readFileSync } from 'node:fs';
import {
  promptContent,
  resultContent,
  stamp,
  syntheticMessage,
  tick,
  type Answer,
  type ClaudeDialect,
  type Figures,
  type Fork,
  type Track,
} from './claude-lines.ts';

const usage = ({ input, written, writtenForAnHour, read, output, thinking }: Figures) => ({
  input_tokens: input,
  cache_creation_input_tokens: written,
  cache_read_input_tokens: read,
  output_tokens: output,
  output_tokens_details: { thinking_tokens: thinking },
  server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
  service_tier: 'standard',
  cache_creation: {
    ephemeral_1h_input_tokens: writtenForAnHour,
    ephemeral_5m_input_tokens: written - writtenForAnHour,
  },
  inference_geo: '',
  iterations: [],
  speed: 'standard',
  fallback_credit: null,
});

const modelUsage = ({ input, written, writtenForAnHour, read, output, thinking }: Figures) => ({
  inputTokens: input,
  outputTokens: output,
  thinkingTokens: thinking,
  cacheReadInputTokens: read,
  cacheCreationInputTokens: written,
  cacheCreationEphemeral5mInputTokens: written - writtenForAnHour,
  cacheCreationEphemeral1hInputTokens: writtenForAnHour,
  webSearchRequests: 0,
  costUSD: 0.1,
});

/** A fork has its parent's conversation as it was under its own id, and says of answers whose they were. */
const copyLines = ({ writer, sessionId }: Track, { path, lines }: Fork): void => {
  for (const text of readFileSync(path, 'utf8').split('\n', lines)) {
    const line: Record<string, unknown> = JSON.parse(text);
    if (line['parentUuid'] === undefined) continue;
    const asked = line['requestSessionId'] ?? line['sessionId'];
    writer.line({ ...line, sessionId, ...(line['type'] === 'assistant' ? { requestSessionId: asked } : {}) });
  }
};

/** What the lines of 2.1.330 are put together from: who and where stands behind what. */
const writing = (track: Track) => {
  const { writer, dice, version, sessionId, agentId, cwd } = track;
  const side = agentId === null ? {} : { agentId };
  const promptId = dice.uuid4();
  const write = (body: object, more: object = {}, before: string | null = null): void => {
    tick(track);
    const uuid = dice.uuid4();
    const head = {
      parentUuid: track.parent,
      ...(before === null ? {} : { logicalParentUuid: before }),
      isSidechain: agentId !== null,
    };
    const place = { userType: 'external', entrypoint: 'cli', cwd, sessionId, version, gitBranch: 'main' };
    writer.line({ ...head, ...body, uuid, timestamp: stamp(track.now), ...more, ...place });
    track.parent = uuid;
  };
  return {
    side,
    write,
    setting: (type: string, more: object): void => writer.line({ type, ...more, sessionId }),
    /** What is kept of the requests themselves: long, and of no account. */
    request: (type: string, more: object): void => writer.line({ type, sessionId, ...side, ...more }),
    attach: (type: string, content: object, more: object = {}): void =>
      write({ ...side, attachment: { type, ...content }, type: 'attachment' }, more),
    user: (content: unknown, more: object): void =>
      write({ promptId, ...side, type: 'user', message: { role: 'user', content } }, more),
  };
};

type Writing = ReturnType<typeof writing>;

/** What the model is told before it hears the first prompt. */
const introduce = ({ texts, cwd, dice, now, version }: Track, { attach, request }: Writing): void => {
  const rendered = (length: number) => ({
    rendered: [{ content: texts.prose(length) }],
    renderedRole: 'system',
  });
  attach('environment', { snapshot: { workingDirectory: cwd, platform: 'linux' } }, rendered(818));
  attach('model', { identity: { modelId: 'claude-opus-5-5' }, text: texts.prose(124) }, rendered(161));
  attach('agent_listing_delta', { addedTypes: ['Explore', 'Plan'] }, rendered(1673));
  attach('skill_listing', { content: texts.prose(6210), skillCount: 13 }, rendered(6312));
  attach('session_context', { context: { gitStatus: texts.prose(270) } }, rendered(565));
  const system = [57, 24, 12].map((thousand) => texts.prose(thousand * 1000));
  attach('prompt_snapshot', { systemPrompt: system, contextRendering: 'announced' });
  const shape = {
    system: [{ type: 'text', text: texts.prose(7070) }],
    tools: [{ name: texts.prose(30_000) }],
  };
  request('api-request-shape', { shapeHash: dice.hex(64), timestamp: stamp(now), version, shape });
  const message = { role: 'user', content: [{ type: 'text', text: texts.prose(9700) }] };
  request('api-request-blob', { hash: dice.hex(64), message });
};

const asked = ({ dice, now, version, model }: Track, { request, setting, side }: Writing): string => {
  const id = dice.uuid4();
  request('api-request', {
    id,
    timestamp: stamp(now),
    version,
    querySource: 'repl_main_thread',
    shapeHash: dice.hex(64),
    params: { model, max_tokens: 128_000, thinking: { type: 'adaptive', display: 'updates' } },
    keep: dice.below(40),
    tail: [dice.hex(64), dice.hex(64)],
    cacheControl: [{ path: ['system', 0], value: { type: 'ephemeral' } }],
    requestDigest: dice.hex(64),
  });
  if ('agentId' in side) return id;
  setting('atis-latch', { atis: '' });
  setting('tools-used', { tools: ['Bash', 'Read', 'Edit'] });
  return id;
};

const answered = (
  track: Track,
  lines: Writing,
  { id, requestId, model, blocks, stop, figures }: Answer,
): number => {
  const { write, side } = lines;
  const requestRef = asked(track, lines);
  let at: number | null = null;
  for (const [apiBlockIndex, block] of blocks.entries()) {
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [block],
      stop_reason: stop,
      stop_sequence: null,
      usage: usage(figures),
      stop_details: null,
    };
    const request = {
      apiBlockIndex,
      requestId,
      requestRef,
      requestedModel: model,
      promptCacheRequested: '5m',
    };
    write({ ...side, message, ...request, type: 'assistant' }, { effort: 'medium', madeBy: 'model' });
    at ??= track.now;
  }
  return at ?? track.now;
};

/** Since 2.1: sub-agents lie below their session, every line of an answer has its final figures. */
export const newClaude = (track: Track): ClaudeDialect => {
  const lines = writing(track);
  const { write, setting, user, attach } = lines;
  let isIntroduced = false;
  return {
    begin(forkOf) {
      if (forkOf !== null) {
        setting('mode', { mode: 'normal' });
        copyLines(track, forkOf);
        track.parent = forkOf.parent;
        isIntroduced = true;
      } else if (track.agentId === null) setting('mode', { mode: 'normal' });
    },
    prompt(words, picture) {
      user(promptContent(words, picture), { permissionMode: 'default', promptSource: 'typed' });
      if (!isIntroduced) introduce(track, lines);
      isIntroduced = true;
      if (track.agentId === null) setting('last-prompt', { lastPrompt: words.slice(0, 200) });
    },
    answered: (answer) => answered(track, lines, answer),
    result(use) {
      const permissionDecision = { decision: 'accept', source: 'config', reasonType: 'mode' };
      user(resultContent(use), {
        toolUseResult: use.beside,
        sourceToolAssistantUUID: track.parent,
        permissionDecision,
      });
      if (track.dice.chance(0.1)) attach('todo_reminder', { content: track.texts.prose(600) });
    },
    brokenOff: () => user([{ type: 'text', text: '[Request interrupted by user for tool use]' }], {}),
    turnEnds() {
      if (track.agentId !== null) return;
      const durationMs = track.dice.below(90_000);
      write({ type: 'system', subtype: 'turn_duration', durationMs, isMeta: false });
    },
    compacted(summary) {
      const before = track.parent;
      track.parent = null;
      const compactMetadata = { trigger: 'auto', preTokens: 170_000, postTokens: 2700 };
      const boundary = { type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted' };
      write({ ...boundary, isMeta: false }, { level: 'info', compactMetadata }, before);
      user(summary, { isVisibleInTranscriptOnly: true, isCompactSummary: true });
    },
    failed: () => write({ type: 'assistant' }, { message: syntheticMessage(track), isApiErrorMessage: true }),
    end(used) {
      if (track.agentId !== null) return;
      setting('ai-title', { aiTitle: track.texts.prose(40) });
      const models = Object.entries(used).map(([model, figures]) => [model, modelUsage(figures)]);
      setting('cost-state', { totalCostUSD: 0.1, modelUsage: Object.fromEntries(models) });
    },
  };
};
