// `npm run test:matrix [-- playwright's arguments]`: the older CLIs that toc accepts, each started, given a tool, stopped,
// killed and resumed, in a terminal and in the background. No other command drives them.
import { installClis } from './clis.mjs';
import { runPlaywright } from './e2e.mjs';
import { build, install } from './fresh.mjs';
import { main } from './ground.mjs';

await main(async (args) => {
  await install();
  const [clis] = await Promise.all([installClis({ matrix: true }), build()]);
  return runPlaywright(args, { clis, more: { TOC_MATRIX: JSON.stringify(clis) } });
});
