import type { Bench } from './bench.ts';
import { FORMATS } from './make/tree.ts';
import type { Measured } from './measure.ts';
import { commandOf, install, PEERS, type Peer } from './peers.ts';
import { environmentFor } from './places.ts';
import { aimed, duration, mebibytes, ratio, took, withoutOutput, type Pair, type Row } from './rows.ts';
import { bothOf, errorOf, toldOf } from './truths.ts';
import { inTurns, several, type Turn } from './turns.ts';
import { COMMAND, reportError } from './usage.ts';

/** What `toc` is started with: sockets lie in a folder of their own, whose name is short. */
export const tocEnvironment = (
  { work }: Bench,
  logs: string,
  tocHome: string,
): Readonly<Record<string, string>> => ({
  ...environmentFor(logs, work.fresh('home')),
  TOC_HOME: tocHome,
  XDG_RUNTIME_DIR: work.fresh('run'),
});

/** `toc usage --json` as a person types it. */
export const usageProgram = (env: Readonly<Record<string, string>>) => ({
  file: process.execPath,
  args: [COMMAND, 'usage', '--json', '--tz', 'UTC'],
  env,
});

const judged = (bench: Bench, what: string, runs: readonly Measured[]): string => {
  const error = reportError(runs[0]?.output ?? '', bench.tree);
  if (error !== 'exact') bench.wrong(`${what}: ${error}`);
  return error;
};

/** What is compared: ours, and each peer with how many times our wall it is to take. */
interface Comparison {
  readonly what: string;
  readonly by: string;
  readonly ours: Turn;
  readonly peers: readonly {
    readonly peer: Peer;
    readonly aim: number | null;
    /** It finds there what it kept the last time. */
    readonly keepsHome: boolean;
  }[];
}

const compared = (bench: Bench, { what, peers }: Comparison, peer: Peer, pairs: readonly Pair[]): Row => {
  const [wall, cpu] = [ratio(pairs, 'wall'), ratio(pairs, 'cpu')];
  const { aim = null, keepsHome = false } = peers.find((one) => one.peer === peer) ?? {};
  bench.keep(`${what} ${peer.name}`, pairs.map(withoutOutput));
  const told = peer.told(pairs[0]?.theirs.output ?? '');
  return {
    what,
    by: keepsHome ? `${peer.name}, with its cache` : peer.name,
    ...took(pairs.map(({ theirs }) => theirs)),
    error: errorOf(told, toldOf(bothOf(bench.tree.truths))),
    times: `${wall.toFixed(1)}, ${cpu.toFixed(1)}`,
    ...(aim === null ? {} : { aim: aimed(`wall ≥ ${aim}`, wall >= aim) }),
  };
};

/** Peers that read all formats against ours, each in turns with it, and the rows of all. */
export const compareAll = async (bench: Bench, comparison: Comparison): Promise<void> => {
  const { add, options, tree, work } = bench;
  const { what, by, ours, peers } = comparison;
  const rows: Row[] = [];
  const own: Measured[] = [];
  for (const { peer, keepsHome } of options.hasPeers ? peers : []) {
    const problem = await install(peer);
    const command = commandOf(peer, 'all');
    if (problem !== null || command === null) {
      rows.push({ what, by: peer.name, error: problem ?? '' });
      continue;
    }
    const kept = work.fresh('peer');
    const home = (): string => (keepsHome ? kept : work.renewed('home'));
    const program = () => ({ ...command, env: environmentFor(tree.folder, home()) });
    const pairs = await inTurns(ours, { name: peer.name, program }, options.runs);
    own.push(...pairs.map((pair) => pair.ours));
    rows.push(compared(bench, comparison, peer, pairs));
  }
  if (own.length === 0) own.push(...(await several(ours, options.runs)));
  add({ what, by, ...took(own), error: judged(bench, what, own) });
  rows.forEach(add);
};

const AIM = 1.5;

/** The first launch: figures from nothing; then everything else that logs tell. */
export const firstIndex = async (bench: Bench): Promise<void> => {
  const { tree, work, add, keep } = bench;
  const bytes = FORMATS.reduce((sum, format) => sum + tree.truths[format].bytes, 0);
  const what = `first launch, ${(bytes / 1e9).toFixed(2)} GB of both`;
  const program = () => usageProgram(tocEnvironment(bench, tree.folder, work.renewed('first')));
  const ours: Turn = { name: 'toc usage, first', program };
  const peers = [
    { peer: PEERS.ccusage20, aim: AIM, keepsHome: false },
    { peer: PEERS.tokscale, aim: null, keepsHome: false },
  ];
  await compareAll(bench, { what, by: '`toc usage --json`, kept in a store', ours, peers });
  const once = await bench.kept.indexed();
  keep('first index, everything', { ...once, process: { ...once.process, output: '' } });
  const all = { what, by: 'toc, in one process' };
  add({ ...all, what: `${what}: all figures`, wall: duration(once.counted ?? Number.NaN) });
  add({
    ...all,
    what: `${what}: every step too`,
    wall: duration(once.read),
    cpu: duration(once.process.cpu),
    memory: mebibytes(once.process.peak),
    error: `store ${(once.store / bytes).toFixed(2)} of the logs`,
  });
};
