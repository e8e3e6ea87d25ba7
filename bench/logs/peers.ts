import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import type { Format } from './make/tree.ts';
import { cached } from './places.ts';
import type { Told } from './truths.ts';

/** What a peer is asked about: one format, or all it knows. */
export type Asked = Format | 'all';

/** Another tool that reads the same logs. */
export interface Peer {
  readonly name: string;
  /** By exact version, for npm. */
  readonly packages: readonly string[];
  readonly file: string;
  /** A program, not a script for Node. */
  readonly isNative: boolean;
  /** Null: it knows nothing of that. */
  args(asked: Asked): readonly string[] | null;
  told(output: string): Told;
}

/** Some say something before their JSON. */
const jsonIn = (output: string): unknown => JSON.parse(output.slice(output.indexOf('{')));

const Ccusage = z.object({
  totals: z.object({
    inputTokens: z.number(),
    outputTokens: z.number(),
    cacheCreationTokens: z.number(),
    cacheReadTokens: z.number(),
  }),
});

const ccusageTold = (output: string): Told => {
  const { totals } = Ccusage.parse(jsonIn(output));
  const { inputTokens, cacheCreationTokens, cacheReadTokens, outputTokens } = totals;
  return {
    prompt: inputTokens + cacheCreationTokens + cacheReadTokens,
    cached: cacheReadTokens,
    output: outputTokens,
  };
};

const CcusageCodex = z.object({
  totals: z.object({ inputTokens: z.number(), cachedInputTokens: z.number(), outputTokens: z.number() }),
});

const Tokscale = z.object({
  totalInput: z.number(),
  totalOutput: z.number(),
  totalCacheRead: z.number(),
  totalCacheWrite: z.number(),
  entries: z.array(z.object({ reasoning: z.number() })),
});

const platform = `${process.platform}-${process.arch}`;

const DAILY = ['daily', '--json', '--offline'];

/** The registry's `latest` names platform packages that are not there; this version has all. */
const ccusage20: Peer = {
  name: 'ccusage 20.0.24',
  packages: ['ccusage@20.0.24', `@ccusage/ccusage-${platform}@20.0.24`],
  file: `@ccusage/ccusage-${platform}/bin/ccusage`,
  isNative: true,
  args: (asked) => (asked === 'all' ? DAILY : [asked, ...DAILY]),
  told: ccusageTold,
};

const ccusage18: Peer = {
  name: 'ccusage 18.0.11',
  packages: ['ccusage@18.0.11'],
  file: 'ccusage/dist/index.js',
  isNative: false,
  args: (asked) => (asked === 'claude' ? DAILY : null),
  told: ccusageTold,
};

const ccusageCodex18: Peer = {
  name: '@ccusage/codex 18.0.11',
  packages: ['@ccusage/codex@18.0.11'],
  file: '@ccusage/codex/dist/index.js',
  isNative: false,
  args: (asked) => (asked === 'codex' ? DAILY : null),
  told(output) {
    const { inputTokens, cachedInputTokens, outputTokens } = CcusageCodex.parse(jsonIn(output)).totals;
    return { prompt: inputTokens, cached: cachedInputTokens, output: outputTokens };
  },
};

/** Its name for this platform's C library. */
const libc = process.platform === 'linux' ? '-gnu' : '';

const tokscale: Peer = {
  name: 'tokscale 4.17.0',
  packages: [`@tokscale/cli-${platform}${libc}@4.17.0`],
  file: `@tokscale/cli-${platform}${libc}/bin/tokscale`,
  isNative: true,
  args: (asked) => ['models', '--json', '--no-spinner', '-c', asked === 'all' ? 'codex,claude' : asked],
  told(output) {
    const told = Tokscale.parse(jsonIn(output));
    return {
      prompt: told.totalInput + told.totalCacheRead + told.totalCacheWrite,
      cached: told.totalCacheRead,
      // It tells reasoning beside the output.
      output: told.totalOutput + told.entries.reduce((sum, { reasoning }) => sum + reasoning, 0),
    };
  },
};

export const PEERS = { ccusage20, tokscale, ccusage18, ccusageCodex18 } as const;

const folderOf = ({ name }: Peer): string => cached(join('peers', name.replaceAll(/[^\w.]+/g, '-')));

/** Where a peer lies once it is installed. */
const fileOf = (peer: Peer): string => join(folderOf(peer), 'node_modules', peer.file);

/** Installs a peer in a folder of its own; null when it is there, else why it is not. */
export const install = async (peer: Peer): Promise<string | null> => {
  const file = fileOf(peer);
  if (!existsSync(file)) {
    const folder = folderOf(peer);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
    const npm = spawn('npm', ['install', ...quiet, ...peer.packages], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    });
    const ended = once(npm, 'exit').then(
      ([code]) => (code === 0 ? null : `npm ended with ${code}`),
      (problem: unknown) => String(problem),
    );
    const problem = await ended;
    if (problem !== null) return `not installed: ${problem}`;
    if (!existsSync(file)) return 'not installed: its package has nothing for this platform';
  }
  // The package has it without the right to run it.
  if (peer.isNative) chmodSync(file, 0o755);
  return null;
};

/** The command line of a peer; null when it knows nothing of what is asked. */
export const commandOf = (
  peer: Peer,
  asked: Asked,
): { readonly file: string; readonly args: readonly string[] } | null => {
  const args = peer.args(asked);
  if (args === null) return null;
  const file = fileOf(peer);
  return peer.isNative ? { file, args } : { file: process.execPath, args: [file, ...args] };
};
