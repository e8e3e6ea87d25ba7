import { z } from 'zod';
import type { Bench } from './bench.ts';
import { bundle } from './bundle.ts';
import { FORMATS, type Format } from './make/tree.ts';
import { Tokens } from './make/truth.ts';
import type { Measured } from './measure.ts';
import { commandOf, install, PEERS, type Peer } from './peers.ts';
import { environmentFor } from './places.ts';
import { aimed, ratio, took, withoutOutput, type Pair, type Row } from './rows.ts';
import { errorOf, ourError, toldOf } from './truths.ts';
import { inTurns, several, type Turn } from './turns.ts';

const Counted = z.object({
  tokens: Tokens,
  days: z.record(z.string(), Tokens),
  models: z.record(z.string(), Tokens),
});

const RUNTIME = { codex: 'codex', claude: 'claude-code' } as const;
const NAME = { codex: 'Codex', claude: 'Claude Code' } as const;

/** Of the fastest peer; the others are here to be seen. */
const AIM = 2.5;

const ours = ({ tree, work }: Bench, script: string, format: Format): Turn => ({
  name: 'toc',
  program: () => ({
    file: process.execPath,
    args: [script, RUNTIME[format]],
    env: environmentFor(tree.folder, work.renewed('home')),
  }),
});

const peerTurn = ({ tree, work }: Bench, peer: Peer, format: Format): Turn | null => {
  const command = commandOf(peer, format);
  return (
    command && {
      name: peer.name,
      program: () => ({ ...command, env: environmentFor(tree.folder, work.renewed('home')) }),
    }
  );
};

const peerRow = (bench: Bench, what: string, peer: Peer, format: Format, pairs: readonly Pair[]): Row => {
  const [wall, cpu] = [ratio(pairs, 'wall'), ratio(pairs, 'cpu')];
  bench.keep(`extraction ${format} ${peer.name}`, pairs.map(withoutOutput));
  const told = peer.told(pairs[0]?.theirs.output ?? '');
  return {
    what,
    by: peer.name,
    ...took(pairs.map(({ theirs }) => theirs)),
    error: errorOf(told, toldOf(bench.tree.truths[format].tokens)),
    times: `${wall.toFixed(1)}, ${cpu.toFixed(1)}`,
    ...(peer === PEERS.ccusage20 ? { aim: aimed(`CPU ≥ ${AIM}`, cpu >= AIM) } : {}),
  };
};

const ourRow = (bench: Bench, what: string, format: Format, runs: readonly Measured[]): Row => {
  const counted = Counted.parse(JSON.parse(runs[0]?.output ?? '{}'));
  const error = ourError(counted, bench.tree.truths[format]);
  if (error !== 'exact') bench.wrong(`${what}: ${error}`);
  return { what, by: 'toc', ...took(runs), error };
};

/** Totals alone, whole processes in turns: ours and each peer that knows the format. */
export const extraction = async (bench: Bench): Promise<void> => {
  const { options, add, tree, work } = bench;
  const script = await bundle('extract.ts', work.fresh('bundle'));
  for (const format of FORMATS) {
    const { bytes, files } = tree.truths[format];
    const what = `${NAME[format]} totals, ${(bytes / 1e9).toFixed(2)} GB, ${files} files`;
    const rows: Row[] = [];
    const own: Measured[] = [];
    for (const peer of options.hasPeers ? Object.values(PEERS) : []) {
      const turn = peerTurn(bench, peer, format);
      if (!turn) continue;
      const problem = await install(peer);
      if (problem !== null) {
        rows.push({ what, by: peer.name, error: problem });
        continue;
      }
      const pairs = await inTurns(ours(bench, script, format), turn, options.runs);
      own.push(...pairs.map((pair) => pair.ours));
      rows.push(peerRow(bench, what, peer, format, pairs));
    }
    if (own.length === 0) own.push(...(await several(ours(bench, script, format), options.runs)));
    add(ourRow(bench, what, format, own));
    rows.forEach(add);
  }
};
