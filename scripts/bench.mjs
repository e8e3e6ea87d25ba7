// `npm run bench -- terminal`: measures side by side what the README reports. Gates nothing.
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { build, install } from './fresh.mjs';
import { Plain, ROOT, environment, main, node24, run } from './ground.mjs';

await main(async ([name, ...args]) => {
  if (name !== 'terminal') throw new Plain('Usage: npm run bench -- terminal');
  await install();
  await build();
  return run(node24(), [join(ROOT, 'bench', 'terminal.ts'), ...args], {
    env: environment({ TOC_CHROMIUM: await ensureChromium() }),
  });
});
