import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeClaudeLogs, writeLongTranscript } from './claude.ts';
import { writeCodexLogs, writeLongRollout } from './codex.ts';
import { createDice } from './dice.ts';
import { createTexts } from './texts.ts';
import { createLedger, Truth } from './truth.ts';
import type { World } from './world.ts';

/** Raised when the same seed and size make other logs than before. */
export const GENERATOR = 2;

/** What is known of made logs without reading one. */
export const Truths = z.object({ codex: Truth, claude: Truth });
export type Truths = z.output<typeof Truths>;

export type Format = keyof Truths;

export const FORMATS: readonly Format[] = ['codex', 'claude'];

export interface TreeRequest {
  /** Made if need be; the logs lie in the homes `codex` and `claude` in it. */
  readonly folder: string;
  readonly seed: number;
  /** Of each format. */
  readonly bytes: number;
  /** Half of the sessions are smaller. */
  readonly middle?: number;
}

/** Where a format's CLI would have its home. */
export const homeOf = (folder: string, format: Format): string => join(folder, format);

const worldOf = ({ folder, seed, bytes, middle = 190_000 }: TreeRequest, format: Format): World => {
  const home = homeOf(folder, format);
  mkdirSync(home, { recursive: true });
  // Either format is the same whatever happens in the other.
  const dice = createDice(seed + FORMATS.indexOf(format));
  return { home, dice, texts: createTexts(dice), ledger: createLedger(), bytes, middle };
};

/** Makes logs of half a year of both formats, the same ones for the same request, and tells what is in them. */
export const makeTree = (request: TreeRequest): Truths => {
  const codex = worldOf(request, 'codex');
  writeCodexLogs(codex);
  const claude = worldOf(request, 'claude');
  writeClaudeLogs(claude);
  return { codex: codex.ledger.truth, claude: claude.ledger.truth };
};

/** Makes one large conversation of each format; tells their ids. */
export const makeLongLogs = (request: TreeRequest): Readonly<Record<Format, string>> => {
  return {
    codex: writeLongRollout(worldOf(request, 'codex')),
    claude: writeLongTranscript(worldOf(request, 'claude')),
  };
};
