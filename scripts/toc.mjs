// The `toc` command from a clone: `npm run -s toc -- doctor --json`. Its stdout is the command's alone.
import { join } from 'node:path';
import { fresh } from './fresh.mjs';
import { ROOT, environment, main, node24, run } from './ground.mjs';

await main(async (args) => {
  await fresh();
  return run(node24(), [join(ROOT, 'out', 'main', 'command.js'), ...args], {
    env: environment(),
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
});
