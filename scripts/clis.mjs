// Installs the real CLIs that the tests drive, from lock files of their own, into a cache outside the
// clone. Run by itself it prints where they are. Plain JS for Node 20: it runs before anything is installed.
//   node scripts/clis.mjs             the newest of each, downloaded if need be
//   node scripts/clis.mjs --matrix    the older ones too
//   node scripts/clis.mjs --cached    whatever is there already; downloads nothing
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const sets = join(dirname(fileURLToPath(import.meta.url)), '..', 'e2e', 'cli');

const cacheFolder = () =>
  process.env.TOC_CLI_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'toc-e2e-cli');

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

const run = (file, args, cwd) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => (said = (said + data).slice(-4000)));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code}:\n${said}`));
    });
  });

/** Where a set lies once it is installed: named by its lock file, so that a change makes a new one. */
const folderOf = async (set) => {
  const lock = await readFile(join(sets, set, 'package-lock.json'));
  return join(cacheFolder(), createHash('sha256').update(lock).digest('hex').slice(0, 16));
};

/** A download that breaks never counts as installed: the folder gets its name only when it is whole. */
const installSet = async (set) => {
  const folder = await folderOf(set);
  if (await exists(folder)) return;
  const unfinished = `${folder}.${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(folder), { recursive: true });
  await cp(join(sets, set), unfinished, { recursive: true });
  try {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], unfinished);
    await rename(unfinished, folder).catch(async (problem) => {
      // Somebody else installed it meanwhile.
      if (!(await exists(folder))) throw problem;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};

const triple = () => {
  const cpu = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return process.platform === 'darwin' ? `${cpu}-apple-darwin` : `${cpu}-unknown-linux-musl`;
};

/** The native program of each package, not npm's wrapper around it: their exit codes differ. */
const programs = {
  current: (modules) => {
    const system = `${process.platform}-${process.arch}`;
    return [
      ['codex', '0.169.0', join(modules, '@openai', `codex-${system}`, 'vendor', triple(), 'bin', 'codex')],
      ['claude', '2.1.330', join(modules, '@anthropic-ai', `claude-code-${system}`, 'claude')],
    ];
  },
  matrix: (modules) => [
    ['codex', '0.47.0', join(modules, 'codex-0.47.0', 'vendor', triple(), 'codex', 'codex')],
    ['codex', '0.98.0', join(modules, 'codex-0.98.0', 'vendor', triple(), 'codex', 'codex')],
    ['claude', '1.0.128', join(modules, 'claude-code-1.0.128', 'cli.js')],
  ],
};

const programsOf = async (set) => programs[set](join(await folderOf(set), 'node_modules'));

const byRuntime = (found) => {
  const paths = { codex: {}, claude: {} };
  for (const [runtime, version, path] of found) paths[runtime][version] = path;
  return paths;
};

/** Path of each CLI by runtime and version; downloads what is missing and throws when it cannot. */
export const installClis = async ({ matrix = false } = {}) => {
  const found = [];
  for (const set of matrix ? ['current', 'matrix'] : ['current']) {
    await installSet(set);
    found.push(...(await programsOf(set)));
  }
  for (const [, , path] of found) {
    if (!(await exists(path))) throw new Error(`The package was installed, but ${path} is missing.`);
  }
  return byRuntime(found);
};

/** The same for what was installed before: looks, downloads nothing, never fails for what is absent. */
export const cachedClis = async () => {
  const all = [...(await programsOf('current')), ...(await programsOf('matrix'))];
  const there = await Promise.all(all.map(([, , path]) => exists(path)));
  return byRuntime(all.filter((_, index) => there[index]));
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = process.argv.includes('--cached')
    ? await cachedClis()
    : await installClis({ matrix: process.argv.includes('--matrix') });
  console.log(JSON.stringify(found, null, 2));
}
