import type { RuntimeId } from '#shared/contract/ids.ts';
import type { LogFacts, Step } from '#shared/contract/transcripts.ts';
import type { Tokens, UsageReason } from '#shared/contract/usage.ts';
import type { Environment } from './runtime.ts';

/** Tokens of one model response, as one log tells them. */
export interface TokenEvent extends Tokens {
  /** Its place among the token events of its log; a later revision has the number of the first. */
  readonly seq: number;
  /**
   * The same key in any log, or twice in one, is the same model response: it counts once, with the larger
   * output. Null: nothing it could be matched with.
   */
  readonly key: string | null;
  readonly at: string | null;
  readonly model: string | null;
  /** Part of `cacheWriteTokens`: those kept for an hour, which cost more. */
  readonly cacheWrite1hTokens: number;
  /** The conversation that asked, where a line says it was copied from there (a fork); null: this log's own. */
  readonly owner: string | null;
  /** Null: exact. */
  readonly reason: UsageReason | null;
}

/** The CLI's own running total, as its log last said it. */
export interface Counter {
  /** As the CLI calls it: `total_token_usage`, `cost-state`, `result`. */
  readonly source: string;
  readonly tokens: Tokens | null;
  readonly costUSD: number | null;
}

/** What reading some bytes gave. Steps and tokens are new, or revisions of those with the same `seq`. */
export interface ReadSome {
  readonly steps: readonly Step[];
  readonly tokens: readonly TokenEvent[];
}

/**
 * Reads one log, in order, cut anywhere: whole, line by line or in any chunks gives the same in the end.
 * It never throws for what a log holds; a line that cannot be read is counted.
 */
export interface LogReader {
  /** Takes the bytes that follow. A last line without its newline waits for more. */
  push(bytes: Uint8Array): ReadSome;
  /** There is no more, now: reads what waits as a line if it is one. Calls without a result say so. */
  end(): ReadSome;
  /** So far. */
  facts(): LogFacts;
  counter(): Counter | null;
  skippedLines(): number;
  /** Token events so far: their numbers are below it. */
  events(): number;
  /** Where the next unread line begins, bytes from the start. */
  offset(): number;
  /** Everything another reader needs to go on at `offset()`: JSON text, for the same version of the reader only. */
  save(): string;
}

/** The logs of one runtime: where they lie, which files they are, and how they read. It looks at no disk. */
export interface LogKind {
  readonly runtime: RuntimeId;
  /** Raised when a reader tells more or otherwise than before: what was read by an older one is read again. */
  readonly version: number;
  /** The folders below which this runtime keeps its logs. */
  roots(env: Environment): readonly string[];
  /** Whether a path below a root is a log, from its name; and which conversation's, where the name says. */
  named(path: string): { readonly conversationId: string | null; readonly subagent: boolean } | null;
  /** Whether a file that begins like this is such a log. */
  recognises(head: string): boolean;
  /** `saved` is what an earlier reader of this version left, or null to begin. */
  reader(saved: string | null): LogReader;
  /**
   * What a reader begins with where a log no longer holds what an earlier reader of it knew when it ended
   * (`saved`): it was cut short. `hasBeginning`: its first lines are still there, and tell again what they told.
   */
  continued(saved: string, hasBeginning: boolean): string | null;
  /**
   * Reads for the facts and the figures alone, many times as fast: what it tells of steps is of no use. On any
   * log that a CLI wrote it tells the token events of `reader`, with the same numbers.
   */
  skimmer(): LogReader;
}
