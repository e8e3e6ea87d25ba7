// Makes the install and the build match what is in the tree; does nothing when they do.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CACHE, Plain, QUIET, ROOT, environment, node24, run, tool } from './ground.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Whether node_modules holds exactly what package-lock.json names; packages for other machines may miss. */
const isInstalled = () => {
  const installedLock = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = Object.entries(readJson(join(ROOT, 'package-lock.json')).packages);
  const installed = readJson(installedLock).packages;
  return wanted.every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional;
  });
};

/** Installs where it is stale. */
export const install = async ({ stdio = 'inherit' } = {}) => {
  if (isInstalled()) return;
  const code = await run('npm', ['ci', '--ignore-scripts'], { env: process.env, stdio });
  if (code !== 0) throw new Plain(`npm ci ended with ${code}.`);
  node24();
};

const CONFIG = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json'];

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();

const sourceHash = () => {
  const hash = createHash('sha256');
  for (const file of [...CONFIG.map((name) => join(ROOT, name)), ...filesBelow(join(ROOT, 'src'))]) {
    if (/\.test\.tsx?$|\/(test-support|fixtures)\//.test(file)) continue;
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

const stamp = join(ROOT, 'out', '.built-from');
const isBuilt = (hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/** A build longer than this was killed. */
const LONGEST_BUILD = 120_000;

/** One build at a time: three commands may start at once. */
const alone = async (work) => {
  const lock = join(CACHE, 'building');
  mkdirSync(CACHE, { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (problem) {
      if (problem.code !== 'EEXIST') throw problem;
      const since = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (since > LONGEST_BUILD) rmdirSync(lock);
      else await pause(100);
    }
  }
  try {
    return await work();
  } finally {
    rmdirSync(lock);
  }
};

/** Builds what changed since the last build. */
export const build = async ({ stdio = 'inherit' } = {}) => {
  if (isBuilt(sourceHash())) return;
  await alone(async () => {
    const hash = sourceHash();
    if (isBuilt(hash)) return;
    const code = await tool('electron-vite', ['build', '--logLevel', 'error'], { env: environment(), stdio });
    if (code !== 0) throw new Plain(`The build ended with ${code}.`);
    writeFileSync(stamp, hash);
  });
};

/** Install and build, both fresh; what they say goes to stderr. */
export const fresh = async () => {
  await install({ stdio: QUIET });
  await build({ stdio: QUIET });
};
