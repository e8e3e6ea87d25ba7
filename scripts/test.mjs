// `npm test`: installs, then every check and every test. The last line is `N passed, N failed`.
import { ensureChromium } from './chromium.mjs';
import { installClis } from './clis.mjs';
import { install } from './fresh.mjs';
import { main, node24 } from './ground.mjs';
import { all, walk } from './steps.mjs';

await main(async () => {
  await install();
  node24();
  // The downloads run while the checks do; what went wrong is told when it is needed.
  const chromium = ensureChromium();
  const clis = installClis();
  for (const download of [chromium, clis]) download.catch(() => {});
  return walk(all(async () => ({ chromium: await chromium, clis: await clis })));
});
