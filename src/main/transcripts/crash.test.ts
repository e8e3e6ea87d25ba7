import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { testFolders } from './test-support/folders.ts';
import { indexOnce, writeLog } from './test-support/index-room.ts';

/** The quick part of the tests takes these few, all of them 20, `npm run crash` 100. */
const KILLS = Number(process.env['TOC_CRASHES'] ?? 4);
const LANES = 2;
const seed = Number(process.env['TOC_SEED'] ?? Date.now() % 1_000_000);

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
const randomFrom = (from: number) => {
  let state = from;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const built = join(import.meta.dirname, '../../../node_modules/.cache/crash');

/** One file: a process that reads thirty modules takes three times as long to start. */
const buildEntry = async (): Promise<string> => {
  const name = 'index-until-killed';
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(import.meta.dirname, 'test-support', `${name}.ts`),
      outDir: built,
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  });
  return join(built, `${name}.mjs`);
};

/** Resolves with whether it was killed. */
const indexAndDie = (entry: string, args: readonly string[]): Promise<boolean> =>
  promisify(execFile)(process.execPath, [entry, ...args]).then(
    () => false,
    (problem: unknown) => {
      if (problem instanceof Error && 'signal' in problem && problem.signal === 'SIGKILL') return true;
      throw problem;
    },
  );

const LOGS = 6;

/** Lines as a conversation would write them; one in three tells a response that another log tells too. */
const grow = (logs: string, random: () => number, lines: number): void => {
  const log = Math.floor(random() * LOGS);
  const some = Array.from({ length: lines }, () => ({
    id: `log-${log}`,
    at: new Date(Date.UTC(2026, 10, 25) + Math.floor(random() * 1e7)).toISOString(),
    ...(random() < 0.3 ? { say: 'words '.repeat(20) } : {}),
    tokens: Math.floor(random() * 1000),
    ...(random() < 0.6 ? { key: `k${Math.floor(random() * 9000)}` } : {}),
  }));
  writeLog(join(logs, `log-${log}.jsonl`), ...some);
};

const lane = async (entry: string, kills: number, laneSeed: number) => {
  const random = randomFrom(laneSeed);
  const folders = testFolders();
  for (let each = 0; each < 10; each += 1) grow(folders.logs, random, 700);
  for (let killed = 0; killed < kills;) {
    const call = 1 + Math.floor(random() * 8);
    if (await indexAndDie(entry, [folders.logs, folders.store, String(call)])) killed += 1;
    for (let each = 0; each < 3; each += 1) grow(folders.logs, random, 100);
  }
  const fresh = { ...folders, store: `${folders.store}.fresh` };
  return { survived: await indexOnce(folders), fresh: await indexOnce(fresh) };
};

test(
  `killed ${KILLS} times anywhere, nothing is lost or doubled (TOC_SEED=${seed})`,
  {
    timeout: 10_000 * KILLS,
  },
  async () => {
    const entry = await buildEntry();
    const lanes = Array.from({ length: LANES }, (_, n) => lane(entry, Math.ceil(KILLS / LANES), seed + n));
    for (const { survived, fresh } of await Promise.all(lanes)) {
      expect(survived).toEqual(fresh);
      expect(survived.usage.length).toBeGreaterThan(10);
    }
  },
);
