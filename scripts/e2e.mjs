// `npm run e2e -- [playwright's arguments]` and `npm run shots`, both on a network with nothing but loopback.
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { installClis } from './clis.mjs';
import { build, install } from './fresh.mjs';
import { ROOT, environment, main, node24 } from './ground.mjs';
import { runIsolated } from './isolation.mjs';

/** Runs Playwright on what is installed and built. */
export const runPlaywright = async (args, { chromium, clis, more = {} }) => {
  const env = environment({
    TOC_CHROMIUM: chromium,
    TOC_E2E_CODEX: clis.codex['0.169.0'],
    TOC_E2E_CLAUDE: clis.claude['2.1.330'],
    ...more,
  });
  const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  return runIsolated(node24(), [playwright, 'test', ...args], env);
};

if (process.argv[1] === join(ROOT, 'scripts', 'e2e.mjs')) {
  await main(async (args) => {
    const shots = args.includes('--shots');
    await install();
    const [chromium, clis] = await Promise.all([ensureChromium(), installClis(), build()]);
    return runPlaywright(
      args.filter((argument) => argument !== '--shots'),
      { chromium, clis, more: shots ? { TOC_SHOTS: '1' } : {} },
    );
  });
}
