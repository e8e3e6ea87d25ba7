import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { logKinds } from '../runtimes/catalog.ts';
import { testFolders } from './test-support/folders.ts';
import { openIndex } from './test-support/index-room.ts';
import { recordings, totalOf } from './test-support/recorded-logs.ts';

const seed = Number(process.env['TOC_SEED'] ?? Date.now() % 1_000_000);
let state = seed;
/** Numbers in [0, 1) that the seed repeats. */
const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x80000000;

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
