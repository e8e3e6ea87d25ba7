// `npm run soak [-- --shells N] [-- --clis N]`: starts and stops runs over and over, and looks for what is left:
// processes, descriptors, terminals, files, memory. Needs Linux; takes minutes, so it is in no other command.
import { join } from 'node:path';
import { installClis } from './clis.mjs';
import { build, install } from './fresh.mjs';
import { ROOT, environment, main, node24, run } from './ground.mjs';

await main(async (args) => {
  await install();
  const [clis] = await Promise.all([installClis(), build()]);
  const env = environment({ TOC_E2E_CODEX: clis.codex['0.169.0'], TOC_E2E_CLAUDE: clis.claude['2.1.330'] });
  return run(node24(), [join(ROOT, 'bench', 'soak.ts'), ...args], { env });
});
