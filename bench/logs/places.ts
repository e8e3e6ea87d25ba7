import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { GENERATOR, homeOf, makeLongLogs, makeTree, Truths } from './make/tree.ts';
import { Refused } from './options.ts';

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'toc', 'bench-logs');

/** What is kept between runs: the logs, and the other tools. */
export const cached = (name: string): string => join(CACHE, name);

const MB = 1e6;

/** Written when all else is: what has none is not whole. */
const STAMP = 'truth.json';

/** What another version of the generator made is of no use any more. */
const dropOutdated = (): void => {
  for (const name of readdirSync(CACHE)) {
    const version = /-v(\d+)$/.exec(name)?.[1];
    if (version !== undefined && Number(version) !== GENERATOR)
      rmSync(join(CACHE, name), { recursive: true, force: true });
  }
};

/** Makes what a folder is to hold, once; what broke off is made anew. */
const once = <Value>(folder: string, schema: z.ZodType<Value>, make: () => Value): Value => {
  const stamp = join(folder, STAMP);
  if (existsSync(stamp)) return schema.parse(JSON.parse(readFileSync(stamp, 'utf8')));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const value = make();
  writeFileSync(stamp, JSON.stringify(value));
  return value;
};

/** A tree of logs, and what is in it. */
export interface Tree {
  readonly folder: string;
  readonly truths: Truths;
}

interface Sizes {
  readonly seed: number;
  readonly megabytes: number;
  readonly long: number;
  readonly monster: number;
}

const treeFolder = ({ seed, megabytes }: Pick<Sizes, 'seed' | 'megabytes'>): string =>
  cached(`tree-${megabytes}mb-seed${seed}-v${GENERATOR}`);

/** Logs of so many megabytes of each format. Made once, and kept. */
export const logTree = ({ seed, megabytes }: Pick<Sizes, 'seed' | 'megabytes'>): Tree => {
  const folder = treeFolder({ seed, megabytes });
  const make = (): Truths => makeTree({ folder, seed, bytes: megabytes * MB });
  return { folder, truths: once(folder, Truths, make) };
};

const Long = z.object({ codex: z.string(), claude: z.string() });

/** One conversation of each format that is as large as asked for. */
export interface LongLogs {
  readonly folder: string;
  readonly ids: z.output<typeof Long>;
}

/** Made once, and kept. */
export const longLogs = ({ seed, long }: Pick<Sizes, 'seed' | 'long'>): LongLogs => {
  const folder = cached(`long-${long}mb-seed${seed}-v${GENERATOR}`);
  return { folder, ids: once(folder, Long, () => makeLongLogs({ folder, seed, bytes: long * MB })) };
};

/** The logs, two stores of them and a little; the large conversations and lines, and the other tools. */
const needed = ({ megabytes, long, monster }: Sizes): number =>
  Math.ceil(2 * megabytes + 3 * megabytes + 4 * long + 3 * monster + 200);

/** Throws when the disk has no room for all of it; what of it is there already counts as room. */
export const needRoom = (sizes: Sizes, say: (text: string) => void): void => {
  mkdirSync(CACHE, { recursive: true });
  dropOutdated();
  const { bavail, bsize } = statfsSync(CACHE);
  const there = existsSync(join(treeFolder(sizes), STAMP)) ? 2 * sizes.megabytes : 0;
  const [room, wanted] = [Math.floor((bavail * bsize) / MB), needed(sizes) - there];
  say(`Needs ${wanted} MB of disk, of ${room} that are free; the logs are kept in ${CACHE}.`);
  if (room < wanted) throw new Refused('There is not so much room. Make some, or ask for less: --mb N.');
};

/** A folder for this run alone. */
export const openWork = () => {
  const folder = mkdtempSync(join(tmpdir(), 'toc-logs-'));
  let count = 0;
  return {
    folder,
    /** A new folder in it. */
    fresh(name: string): string {
      count += 1;
      const path = join(folder, `${name}-${count}`);
      mkdirSync(path, { mode: 0o700 });
      return path;
    },
    /** An empty folder of that name, whatever was in it before. */
    renewed(name: string): string {
      const path = join(folder, name);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { mode: 0o700 });
      return path;
    },
    close: (): void => rmSync(folder, { recursive: true, force: true }),
  };
};

export type Work = ReturnType<typeof openWork>;

/** Nobody listens there: what would fetch something fails at once. */
const NOWHERE = 'http://127.0.0.1:9';

/** What every measured process is started with; `home` is its own, and holds no logs. */
export const environmentFor = (logs: string, home: string): Readonly<Record<string, string>> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: home,
  SHELL: '/bin/sh',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  CODEX_HOME: homeOf(logs, 'codex'),
  CLAUDE_CONFIG_DIR: homeOf(logs, 'claude'),
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
});
