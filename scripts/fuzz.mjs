// `npm run fuzz [-- --cases N] [--seed S] [--from CASE]`: reads broken logs of both runtimes, a million of them.
import { join } from 'node:path';
import { install } from './fresh.mjs';
import { CACHE, ROOT, main, node24, run } from './ground.mjs';

await main(async (args) => {
  await install();
  const entry = join(ROOT, 'src', 'main', 'runtimes', 'test-support', 'fuzz.ts');
  return run(node24(), [entry, '--folder', join(CACHE, 'fuzz'), ...args]);
});
