// A Chromium for the end-to-end tests: the one that is there, Debian's, or Playwright's.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Plain, ROOT, run, tool } from './ground.mjs';

/** The shell is the same engine without the parts that a person sees: it starts in half the time. */
const DEBIAN = ['chromium-headless-shell', 'chromium'];

const program = (name) => join('/usr/bin', name);

export const isRoot = () => process.getuid?.() === 0;

const isDebian = () =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));

/** Installs a Debian package; false when it did not work out. */
export const aptInstall = async (name) => {
  if (!isRoot() || !isDebian()) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  await run('apt-get', ['update', '-q'], quiet);
  return (await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], quiet)) === 0;
};

const playwrights = () =>
  createRequire(join(ROOT, 'package.json'))('@playwright/test').chromium.executablePath();

/** The path of a Chromium; fetches one where there is none. */
export const ensureChromium = async () => {
  const named = process.env.TOC_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Plain(`TOC_CHROMIUM names ${named}, which is not there.`);
  }
  const there = DEBIAN.map(program).find(existsSync);
  if (there) return there;
  for (const name of DEBIAN) if ((await aptInstall(name)) && existsSync(program(name))) return program(name);
  if (!existsSync(playwrights())) await tool('playwright', ['install', 'chromium']);
  if (existsSync(playwrights())) return playwrights();
  throw new Plain(
    'The end-to-end tests need Chromium, and it could not be fetched. Install it and name it in TOC_CHROMIUM.',
  );
};
