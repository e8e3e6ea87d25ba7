import { appendFileSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import type { TokenEvent } from '../runtimes/reader.ts';
import { logKinds } from '../runtimes/catalog.ts';
import { testFolders } from './test-support/folders.ts';
import { openIndex } from './test-support/index-room.ts';

const runtimes = join(import.meta.dirname, '../runtimes');

const seed = Number(process.env['TOC_SEED'] ?? Date.now() % 1_000_000);
let state = seed;
/** Numbers in [0, 1) that the seed repeats. */
const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x80000000;

interface Recorded {
  readonly id: string;
  readonly bytes: Buffer;
  readonly steps: readonly Step[];
  readonly tokens: readonly TokenEvent[];
}

const [codex] = logKinds;
if (!codex) throw new Error('There is no reader yet.');

/** What the reader itself tells of a recorded rollout. */
const recorded = (path: string): Recorded | null => {
  const bytes = gunzipSync(readFileSync(path));
  const reader = codex.reader(null);
  const steps: Step[] = [];
  const tokens: TokenEvent[] = [];
  for (const told of [reader.push(bytes), reader.end()]) {
    for (const step of told.steps) steps[step.seq] = step;
    for (const event of told.tokens) tokens[event.seq] = event;
  }
  const id = reader.facts().conversationId;
  return id === null ? null : { id, bytes, steps: steps.filter(Boolean), tokens: tokens.filter(Boolean) };
};

/** Every conversation that was recorded, by its longest log. */
const recordings = (): readonly Recorded[] => {
  const byId = new Map<string, Recorded>();
  for (const path of globSync('codex/fixtures/logs/**/*rollout*.jsonl.gz', { cwd: runtimes })) {
    const log = recorded(join(runtimes, path));
    if (log && log.bytes.length > (byId.get(log.id)?.bytes.length ?? 0)) byId.set(log.id, log);
  }
  return [...byId.values()].toSorted(() => random() - 0.5);
};

const tokensOf = (event: TokenEvent): number =>
  event.inputTokens + event.cacheReadTokens + event.cacheWriteTokens + event.outputTokens;

/** Each response once, with its larger output. */
const totalOf = (logs: readonly Recorded[]): number => {
  const best = new Map<string, TokenEvent>();
  for (const { id, tokens } of logs) {
    for (const event of tokens) {
      const mark = event.key ?? `${id} ${event.seq}`;
      const known = best.get(mark);
      if (!known || event.outputTokens > known.outputTokens) best.set(mark, event);
    }
  }
  return [...best.values()].reduce((sum, event) => sum + tokensOf(event), 0);
};

test(
  `E an index over every recorded log, grown in pieces, tells what the readers tell (TOC_SEED=${seed})`,
  {
    timeout: 60_000,
  },
  async () => {
    const logs = recordings();
    expect(logs.length).toBeGreaterThan(50);
    const folders = testFolders();
    const day = join(folders.logs, 'sessions', '2026', '11', '23');
    mkdirSync(day, { recursive: true });
    const index = openIndex(folders, { kinds: logKinds, env: { CODEX_HOME: folders.logs } });
    const at = new Map(logs.map(({ id }) => [id, 0]));
    for (let round = 0; round < 3; round += 1) {
      for (const { id, bytes } of logs) {
        const from = at.get(id) ?? 0;
        const to = round === 2 ? bytes.length : from + Math.floor(random() * (bytes.length - from));
        appendFileSync(join(day, `rollout-2026-11-23T00-00-00-${id}.jsonl`), bytes.subarray(from, to));
        at.set(id, to);
      }
      await index.settled();
    }
    const steps = index.database.prepare(
      `SELECT s.json FROM step s JOIN source_file f ON f.id = s.file_id WHERE f.conversation_id = ? ORDER BY s.seq`,
    );
    for (const log of logs) {
      const kept = steps
        .pluck()
        .all(log.id)
        .map((json): unknown => JSON.parse(String(json)));
      expect(kept).toEqual(JSON.parse(JSON.stringify(log.steps)));
    }
    const total = index.database
      .prepare('SELECT SUM(input + cache_read + cache_write + output) FROM usage_slot')
      .pluck()
      .get();
    expect(total).toBe(totalOf(logs));
    await index.end();
  },
);
