import { appendFileSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import type { LogKind, TokenEvent } from '../runtimes/reader.ts';
import { logKinds } from '../runtimes/catalog.ts';
import { testFolders } from './test-support/folders.ts';
import { openIndex } from './test-support/index-room.ts';

const runtimes = join(import.meta.dirname, '../runtimes');

const seed = Number(process.env['TOC_SEED'] ?? Date.now() % 1_000_000);
let state = seed;
/** Numbers in [0, 1) that the seed repeats. */
const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x80000000;

interface Recorded {
  /** Where its CLI puts it, below its own folder. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly steps: readonly Step[];
  readonly tokens: readonly TokenEvent[];
}

/** What the reader itself tells of a log, and of which conversation. */
const toldBy = (kind: LogKind, bytes: Buffer) => {
  const reader = kind.reader(null);
  const steps: Step[] = [];
  const tokens: TokenEvent[] = [];
  for (const told of [reader.push(bytes), reader.end()]) {
    for (const step of told.steps) steps[step.seq] = step;
    for (const event of told.tokens) tokens[event.seq] = event;
  }
  return {
    id: reader.facts().conversationId,
    bytes,
    steps: steps.filter(Boolean),
    tokens: tokens.filter(Boolean),
  };
};

const unpacked = (runtime: string, pattern: string): readonly { name: string; bytes: Buffer }[] => {
  const folder = join(runtimes, runtime, 'fixtures', 'logs');
  return globSync(pattern, { cwd: folder }).map((name) => ({
    name: name.replace(/\.gz$/, ''),
    bytes: gunzipSync(readFileSync(join(folder, name))),
  }));
};

/** Every conversation that was recorded, by its longest log. */
const rollouts = (kind: LogKind): readonly Recorded[] => {
  const byId = new Map<string, Recorded>();
  for (const { bytes } of unpacked('codex', '**/*rollout*.jsonl.gz')) {
    const { id, ...told } = toldBy(kind, bytes);
    const path = `sessions/2026/11/23/rollout-2026-11-23T00-00-00-${id}.jsonl`;
    if (id !== null && bytes.length > (byId.get(id)?.bytes.length ?? 0)) byId.set(id, { path, ...told });
  }
  return [...byId.values()];
};

/** Every transcript. Scenarios were recorded with the same ids: each gets its own, as on one machine. */
const transcripts = (kind: LogKind): readonly Recorded[] => {
  const scenarios: string[] = [];
  return unpacked('claude', '*/*/**/*.jsonl.gz').flatMap(({ name, bytes }) => {
    const [version = '', scenario = '', ...rest] = name.split('/');
    const folder = `${version}-${scenario}`;
    if (!scenarios.includes(folder)) scenarios.push(folder);
    const mark = String(scenarios.indexOf(folder)).padStart(4, '0');
    const own = (text: string): string =>
      text.replaceAll(/\b00000000-0000-4000-8000/g, `${mark}0000-0000-4000-8000`).replaceAll('mock', mark);
    const path = `projects/${folder}/${own(rest.join('/'))}`;
    if (kind.named(`/${path}`) === null) return [];
    return [{ path, ...toldBy(kind, Buffer.from(own(bytes.toString('latin1')), 'latin1')) }];
  });
};

const recordings = { codex: rollouts, 'claude-code': transcripts };

const tokensOf = (event: TokenEvent): number =>
  event.inputTokens + event.cacheReadTokens + event.cacheWriteTokens + event.outputTokens;

/** Each response once, with its larger output. */
const totalOf = (logs: readonly Recorded[]): number => {
  const best = new Map<string, TokenEvent>();
  for (const { path, tokens } of logs) {
    for (const event of tokens) {
      const mark = event.key ?? `${path} ${event.seq}`;
      const known = best.get(mark);
      if (!known || event.outputTokens > known.outputTokens) best.set(mark, event);
    }
  }
  return [...best.values()].reduce((sum, event) => sum + tokensOf(event), 0);
};

test.each(logKinds)(
  `E an index over every recorded log of $runtime, grown in pieces, tells what the reader tells (TOC_SEED=${seed})`,
  { timeout: 60_000 },
  async (kind) => {
    const logs = recordings[kind.runtime](kind).toSorted(() => random() - 0.5);
    expect(logs.length).toBeGreaterThan(50);
    const folders = testFolders();
    const env = { CODEX_HOME: folders.logs, CLAUDE_CONFIG_DIR: folders.logs };
    const index = openIndex(folders, { kinds: [kind], env });
    const at = new Map(logs.map(({ path }) => [path, 0]));
    for (let round = 0; round < 3; round += 1) {
      for (const { path, bytes } of logs) {
        const from = at.get(path) ?? 0;
        const to = round === 2 ? bytes.length : from + Math.floor(random() * (bytes.length - from));
        mkdirSync(dirname(join(folders.logs, path)), { recursive: true });
        appendFileSync(join(folders.logs, path), bytes.subarray(from, to));
        at.set(path, to);
      }
      await index.settled();
    }
    const steps = index.database
      .prepare(
        `SELECT s.json FROM step s JOIN source_file f ON f.id = s.file_id WHERE f.path = ? ORDER BY s.seq`,
      )
      .pluck();
    for (const log of logs) {
      const kept = steps.all(join(folders.logs, log.path)).map((json): unknown => JSON.parse(String(json)));
      expect([log.path, kept]).toEqual([log.path, JSON.parse(JSON.stringify(log.steps))]);
    }
    const total = index.database
      .prepare('SELECT SUM(input + cache_read + cache_write + output) FROM usage_slot')
      .pluck()
      .get();
    expect(total).toBe(totalOf(logs));
    await index.end();
  },
);
