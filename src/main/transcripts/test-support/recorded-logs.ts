import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Step } from '#shared/contract/transcripts.ts';
import type { LogKind, TokenEvent } from '../../runtimes/reader.ts';

const runtimes = join(import.meta.dirname, '../../runtimes');

/** One recorded log, and what its reader tells of it. */
export interface Recorded {
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

/** Every recorded log of a runtime. */
export const recordings = { codex: rollouts, 'claude-code': transcripts };

const tokensOf = (event: TokenEvent): number =>
  event.inputTokens + event.cacheReadTokens + event.cacheWriteTokens + event.outputTokens;

/** The tokens of logs: each response once, with its larger output. */
export const totalOf = (logs: readonly Recorded[]): number => {
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
