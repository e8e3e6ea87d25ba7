import { rmSync } from 'node:fs';
import type { Bench } from './bench.ts';
import { compareAll, tocEnvironment, usageProgram } from './index.ts';
import { openMain } from './main-process.ts';
import { PEERS } from './peers.ts';

const AIM = 15;

const BY = '`toc usage --json`';

const peers = [
  { peer: PEERS.ccusage20, aim: AIM, keepsHome: false },
  { peer: PEERS.tokscale, aim: null, keepsHome: true },
];

/** `toc usage --json` when everything has been read before: with no main, and with one that runs. */
export const secondLaunch = async (bench: Bench): Promise<void> => {
  const home = await bench.kept.home();
  const env = tocEnvironment(bench, bench.tree.folder, home);
  const ours = (name: string) => ({ name, program: () => usageProgram(env) });
  const alone = { what: 'second launch, no main runs', by: BY, ours: ours('toc usage, second') };
  await compareAll(bench, { ...alone, peers });
  const main = await openMain(env);
  try {
    await main.settled();
    const beside = { what: 'second launch, main runs', by: BY, ours: ours('toc usage, main runs') };
    await compareAll(bench, { ...beside, peers });
  } finally {
    await main.close();
    rmSync(home, { recursive: true });
  }
};
