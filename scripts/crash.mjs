// `npm run crash`: kills the process that reads logs, 100 times at random points, and compares what is left.
import { join } from 'node:path';
import { install } from './fresh.mjs';
import { ROOT, environment, main, node24, run } from './ground.mjs';

await main(async () => {
  await install();
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const test = 'src/main/transcripts/crash.test.ts';
  return run(node24(), [vitest, 'run', test], { env: environment({ TOC_CRASHES: '100' }) });
});
