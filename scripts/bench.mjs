// `npm run bench -- terminal|logs`: measures side by side what the README reports. Nothing of it is in `npm test`.
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { build, install } from './fresh.mjs';
import { Plain, ROOT, environment, main, node24, run } from './ground.mjs';

/** What each needs beyond the build, in its environment. */
const BENCHES = {
  terminal: async () => ({ TOC_CHROMIUM: await ensureChromium() }),
  logs: async () => ({}),
};

await main(async ([name, ...args]) => {
  const needs = Object.hasOwn(BENCHES, name ?? '') ? BENCHES[name] : null;
  if (!needs) throw new Plain(`Usage: npm run bench -- ${Object.keys(BENCHES).join('|')}`);
  await install();
  await build();
  return run(node24(), [join(ROOT, 'bench', `${name}.ts`), ...args], { env: environment(await needs()) });
});
