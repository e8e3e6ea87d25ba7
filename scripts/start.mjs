// `npm start`: installs, builds what changed, and opens the window; in a browser where Electron cannot be.
import { join } from 'node:path';
import { ensureElectron } from './electron-binary.mjs';
import { build, install } from './fresh.mjs';
import { Plain, ROOT, environment, main, node24, run } from './ground.mjs';

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Electron's path, or why there will be no window. */
const findElectron = async (insist) => {
  if (!hasDisplay()) return { path: null, why: 'there is no display' };
  if (process.platform === 'linux' && process.getuid() === 0) {
    return { path: null, why: "Electron's sandbox does not run as root" };
  }
  return ensureElectron({ insist });
};

await main(async (args) => {
  const insist = args.includes('--electron');
  const odd = args.find((argument) => argument !== '--electron');
  if (odd) throw new Plain(`npm start takes --electron only, not ${odd}.`);
  await install();
  await build();
  const { path, why } = await findElectron(insist);
  if (path) return run(path, [ROOT], { env: environment() });
  if (insist) throw new Plain(`No window: ${why}.`);
  process.stdout.write(`No window, because ${why}; toc is served to a browser instead.\n`);
  return run(node24(), [join(ROOT, 'out', 'main', 'command.js'), 'serve', '--open'], { env: environment() });
});
