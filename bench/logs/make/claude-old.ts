import { readFileSync } from 'node:fs';
import {
  promptContent,
  resultContent,
  stamp,
  syntheticMessage,
  tick,
  type Answer,
  type ClaudeDialect,
  type Fork,
  type Track,
} from './claude-lines.ts';

const usage = ({ figures }: Answer, output: number) => ({
  input_tokens: figures.input,
  cache_creation_input_tokens: figures.written,
  cache_read_input_tokens: figures.read,
  cache_creation: {
    ephemeral_5m_input_tokens: figures.written - figures.writtenForAnHour,
    ephemeral_1h_input_tokens: figures.writtenForAnHour,
  },
  output_tokens: output,
  service_tier: 'standard',
});

/**
 * A fork has its parent's lines under its own id: in 1.0 with the moment of the copy and without the ids of the
 * requests, later as they were.
 */
const copyLines = ({ writer, sessionId, version, now }: Track, { path, lines }: Fork): void => {
  for (const text of readFileSync(path, 'utf8').split('\n', lines)) {
    const line: Record<string, unknown> = JSON.parse(text);
    if (line['parentUuid'] === undefined || line['isSidechain'] === true) continue;
    const { requestId, toolUseResult, ...rest } = line;
    if (version === '1.0.128') writer.line({ ...rest, sessionId, timestamp: stamp(now) });
    else writer.line({ ...rest, sessionId, requestId, toolUseResult });
  }
};

/** 1.0, where sub-agents write into the log of their parent, and 2.0, where they have one of their own. */
export const oldClaude = (track: Track): ClaudeDialect => {
  const { writer, dice, version, sessionId, agentId } = track;
  /** What a boundary stands behind. */
  let before: string | null = null;
  const write = (body: object, more: object = {}): void => {
    tick(track);
    const uuid = dice.uuid4();
    writer.line({
      parentUuid: track.parent,
      ...(before === null ? {} : { logicalParentUuid: before }),
      isSidechain: agentId !== null,
      userType: 'external',
      cwd: track.cwd,
      sessionId,
      version,
      gitBranch: 'main',
      ...(agentId === null || version === '1.0.128' ? {} : { agentId }),
      ...body,
      uuid,
      timestamp: stamp(track.now),
      ...more,
    });
    track.parent = uuid;
    before = null;
  };
  const user = (content: unknown, more: object = {}): void =>
    write({ type: 'user', message: { role: 'user', content } }, more);
  return {
    begin(forkOf) {
      if (forkOf !== null) {
        if (version === '1.0.128')
          writer.line({ type: 'summary', summary: track.texts.prose(40), leafUuid: forkOf.parent });
        copyLines(track, forkOf);
        track.parent = forkOf.parent;
      } else if (version === '2.0.76' && agentId === null)
        writer.line({
          type: 'queue-operation',
          operation: 'dequeue',
          timestamp: stamp(track.now),
          sessionId,
        });
    },
    prompt(words, picture) {
      user(promptContent(words, picture));
      if (version !== '2.0.76' || agentId !== null) return;
      const snapshot = { messageId: track.parent, trackedFileBackups: {}, timestamp: stamp(track.now) };
      writer.line({
        type: 'file-history-snapshot',
        messageId: track.parent,
        snapshot,
        isSnapshotUpdate: false,
      });
    },
    answered(answer) {
      const { id, requestId, model, blocks, figures } = answer;
      const first = track.now;
      // Until the last part has come the output is a placeholder.
      const placeholder = dice.between(1, 8);
      let at: number | null = null;
      for (const [index, block] of blocks.entries()) {
        const output = index === blocks.length - 1 ? figures.output : Math.min(figures.output, placeholder);
        const message = {
          id,
          type: 'message',
          role: 'assistant',
          model,
          content: [block],
          stop_reason: null,
          stop_sequence: null,
          usage: usage(answer, output),
        };
        write({ message, requestId, type: 'assistant' });
        at ??= track.now;
      }
      return at ?? first;
    },
    result: (use) => user(resultContent(use), { toolUseResult: use.beside }),
    brokenOff: () => user([{ type: 'text', text: '[Request interrupted by user for tool use]' }]),
    turnEnds() {},
    compacted(summary) {
      before = track.parent;
      track.parent = null;
      const boundary = { type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted' };
      const metadata = { compactMetadata: { trigger: 'auto', preTokens: 160_000 } };
      write({ ...boundary, isMeta: false }, { level: 'info', ...metadata });
      user(summary, { isVisibleInTranscriptOnly: true, isCompactSummary: true });
    },
    failed: () => write({ type: 'assistant' }, { message: syntheticMessage(track), isApiErrorMessage: true }),
    end() {},
  };
};
