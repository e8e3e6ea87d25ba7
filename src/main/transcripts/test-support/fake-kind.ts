import { basename } from 'node:path';
import { z } from 'zod';
import type { LogFacts, Step } from '#shared/contract/transcripts.ts';
import type { LogKind, LogReader, ReadSome, TokenEvent } from '../../runtimes/reader.ts';

/** A line of the trivial logs of these tests: a step, tokens, or what the log says of itself. */
const Line = z.object({
  at: z.string().optional(),
  say: z.string().optional(),
  call: z.string().optional(),
  result: z.string().optional(),
  failed: z.boolean().optional(),
  tokens: z.number().optional(),
  key: z.string().optional(),
  owner: z.string().optional(),
  id: z.string().optional(),
  parent: z.string().optional(),
  fork: z.string().optional(),
  cwd: z.string().optional(),
});
type Line = z.output<typeof Line>;

const Saved = z.object({
  offset: z.number(),
  steps: z.number(),
  events: z.number(),
  skipped: z.number(),
  calls: z.record(z.string(), z.number()),
  keys: z.record(z.string(), z.number()),
  facts: z.unknown(),
});

/** Longer lines than this are skipped unread, so that none is ever held whole. */
const LONGEST = 1024 * 1024;

const emptyFacts: LogFacts = {
  runtime: 'codex',
  conversationId: null,
  parentId: null,
  forkOf: null,
  cwd: null,
  cliVersion: null,
  startedAt: null,
  endedAt: null,
  model: 'fake',
  title: null,
};

const event = (seq: number, line: Line): TokenEvent => ({
  seq,
  key: line.key ?? null,
  at: line.at ?? null,
  model: 'fake',
  cacheWrite1hTokens: 0,
  owner: line.owner ?? null,
  reason: null,
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: line.tokens ?? 0,
  reasoningTokens: 0,
  totalTokens: line.tokens ?? 0,
});

const bare = { exitCode: null, success: null } as const;

/** What the lines so far said. */
const fakeTelling = (saved: string | null) => {
  const from = saved === null ? null : Saved.parse(JSON.parse(saved));
  let [steps, events] = [from?.steps ?? 0, from?.events ?? 0];
  const calls = new Map(Object.entries(from?.calls ?? {}));
  const keys = new Map(Object.entries(from?.keys ?? {}));
  let facts: LogFacts = from ? { ...emptyFacts, ...z.looseObject({}).parse(from.facts) } : emptyFacts;
  const stepsOf = (line: Line): Step[] => {
    const at = line.at ?? null;
    if (line.say !== undefined) return [{ seq: steps++, at, kind: 'user', text: line.say, ...bare }];
    if (line.call !== undefined) {
      calls.set(line.call, steps);
      return [{ seq: steps++, at, kind: 'tool', tool: line.call, note: 'running', ...bare }];
    }
    const seq = calls.get(line.result ?? '');
    if (seq === undefined || line.result === undefined) return [];
    calls.delete(line.result);
    return [{ seq, at, kind: 'tool', tool: line.result, exitCode: null, success: line.failed !== true }];
  };
  const tokensOf = (line: Line): TokenEvent[] => {
    if (line.tokens === undefined) return [];
    const seq = (line.key === undefined ? undefined : keys.get(line.key)) ?? events++;
    if (line.key !== undefined) keys.set(line.key, seq);
    return [event(seq, line)];
  };
  return {
    facts: () => facts,
    take(text: string): ReadSome {
      const line = Line.parse(JSON.parse(text));
      facts = {
        ...facts,
        conversationId: line.id ?? facts.conversationId,
        parentId: line.parent ?? facts.parentId,
        forkOf: line.fork ?? facts.forkOf,
        cwd: line.cwd ?? facts.cwd,
        title: facts.title ?? line.say ?? null,
        startedAt: facts.startedAt ?? line.at ?? null,
        endedAt: line.at ?? facts.endedAt,
      };
      return { steps: stepsOf(line), tokens: tokensOf(line) };
    },
    events: () => events,
    open: (): Step[] =>
      [...calls].map(([tool, seq]) => ({ seq, at: null, kind: 'tool', tool, note: 'no-result', ...bare })),
    save: () => ({ steps, events, facts, calls: Object.fromEntries(calls), keys: Object.fromEntries(keys) }),
  };
};

/** Keeps the rules of the port, with the least of a format. */
const fakeReader = (saved: string | null): LogReader => {
  const telling = fakeTelling(saved);
  const from = saved === null ? null : Saved.parse(JSON.parse(saved));
  let [offset, skipped] = [from?.offset ?? 0, from?.skipped ?? 0];
  let held: Buffer[] = [];
  let heldBytes = 0;
  const hold = (bytes: Uint8Array): void => {
    heldBytes += bytes.length;
    if (heldBytes > LONGEST) held = [];
    else held.push(Buffer.from(bytes));
  };
  /** What is held, as a line; null: it is none. */
  const line = (): ReadSome | null => {
    if (heldBytes > LONGEST) return null;
    try {
      return telling.take(Buffer.concat(held).toString());
    } catch {
      return null;
    }
  };
  const letGo = (bytes: number): void => {
    offset += bytes;
    [held, heldBytes] = [[], 0];
  };
  return {
    push(bytes) {
      const into = { steps: new Array<Step>(), tokens: new Array<TokenEvent>() };
      let at = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
        hold(bytes.subarray(at, end));
        const told = line();
        if (told === null) skipped += 1;
        into.steps.push(...(told?.steps ?? []));
        into.tokens.push(...(told?.tokens ?? []));
        letGo(heldBytes + 1);
        at = end + 1;
      }
      if (at < bytes.length) hold(bytes.subarray(at));
      return into;
    },
    end(): ReadSome {
      const told = heldBytes > 0 ? line() : null;
      if (told) letGo(heldBytes);
      return { steps: [...(told?.steps ?? []), ...telling.open()], tokens: told?.tokens ?? [] };
    },
    facts: telling.facts,
    counter: () => null,
    events: telling.events,
    skippedLines: () => skipped,
    offset: () => offset,
    save: () => JSON.stringify({ ...telling.save(), offset, skipped }),
  };
};

/** Logs named `<conversation>.jsonl` (or `.jsonl.zst`) below `TOC_TEST_LOGS`; `agent-…` is a sub-agent's. */
export const fakeKind = (version = 1): LogKind => ({
  runtime: 'codex',
  version,
  roots: (env) => [env['TOC_TEST_LOGS'] ?? '/nowhere'],
  named(path) {
    const match = /^(.+)\.jsonl(\.zst)?$/.exec(basename(path));
    return match?.[1] === undefined
      ? null
      : { conversationId: match[1], subagent: match[1].startsWith('agent-') };
  },
  recognises: (head) => /^\{"(at|say|id|tokens)":/.test(head),
  reader: fakeReader,
  continued: () => null,
  skimmer: () => fakeReader(null),
});
