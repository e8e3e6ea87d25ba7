import type { Dice } from './dice.ts';
import type { LogWriter } from './log-writer.ts';
import type { Texts } from './texts.ts';

/** The generations whose lines are made. */
export type ClaudeVersion = '1.0.128' | '2.0.76' | '2.1.330';

/** As Claude Code counts: input is without the cache, thinking a part of the output. */
export interface Figures {
  readonly input: number;
  readonly written: number;
  /** Part of what was written to the cache: kept for an hour. */
  readonly writtenForAnHour: number;
  readonly read: number;
  readonly output: number;
  readonly thinking: number;
}

/** A model's response: its parts become one line each. */
export interface Answer {
  readonly id: string;
  readonly requestId: string;
  readonly model: string;
  readonly blocks: readonly object[];
  readonly stop: 'tool_use' | 'end_turn';
  readonly figures: Figures;
}

/** A call and what came of it; `beside` is what the CLI keeps for itself. */
export interface Use {
  readonly id: string;
  readonly name: string;
  readonly input: object;
  readonly content: unknown;
  readonly isError: boolean;
  readonly beside: unknown;
}

/** A log, or the part of one that a sub-agent wrote, while it is written. */
export interface Track {
  readonly writer: LogWriter;
  readonly dice: Dice;
  readonly texts: Texts;
  readonly version: ClaudeVersion;
  readonly cwd: string;
  readonly sessionId: string;
  /** Of a sub-agent. */
  readonly agentId: string | null;
  readonly model: string;
  /** Milliseconds. */
  now: number;
  /** The line before. */
  parent: string | null;
}

/** Where a transcript was forked. */
export interface Fork {
  readonly sessionId: string;
  readonly path: string;
  readonly version: ClaudeVersion;
  readonly cwd: string;
  readonly model: string;
  readonly lines: number;
  readonly bytes: number;
  readonly parent: string | null;
  readonly at: number;
}

/** How a generation of Claude Code writes what happens. */
export interface ClaudeDialect {
  begin(forkOf: Fork | null): void;
  prompt(words: string, picture: string | null): void;
  /** Tells the moment of the first line of it. */
  answered(answer: Answer): number;
  result(use: Use): void;
  /** The person broke off a call. */
  brokenOff(): void;
  turnEnds(): void;
  compacted(summary: string): void;
  /** The vendor's service failed. */
  failed(): void;
  /** With what the whole session used, by model. */
  end(used: Readonly<Record<string, Figures>>): void;
}

/** The text of a moment. */
export const stamp = (at: number): string => new Date(at).toISOString();

/** A line is some milliseconds younger than the one before. */
export const tick = (track: Track): void => {
  track.now += track.dice.between(1, 60);
};

/** What the person gave: words, and perhaps a picture. */
export const promptContent = (words: string, picture: string | null): unknown =>
  picture === null ? words : [{ type: 'text', text: words }, pictureBlock(picture)];

/** A picture as a model gets it. */
export const pictureBlock = (data: string): object => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data },
});

/** The result of a call as a model gets it. */
export const resultContent = ({ id, content, isError }: Use): readonly object[] => [
  isError
    ? { type: 'tool_result', content, is_error: true, tool_use_id: id }
    : { tool_use_id: id, type: 'tool_result', content },
];

/** What the CLI says in the model's place when the service failed; it counts nothing. */
export const syntheticMessage = ({ dice }: Track): object => ({
  id: dice.uuid4(),
  container: null,
  model: '<synthetic>',
  role: 'assistant',
  stop_reason: 'stop_sequence',
  stop_sequence: '',
  type: 'message',
  usage: {
    input_tokens: 0,
    output_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    server_tool_use: { web_search_requests: 0 },
    service_tier: null,
    cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
  },
  content: [{ type: 'text', text: 'API Error: 529 Overloaded' }],
});
