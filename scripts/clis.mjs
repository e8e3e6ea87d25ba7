// Installs the real CLIs that the tests drive, from lock files of their own, into a cache outside the
// clone. Run by itself it prints where they are. Plain JS for Node 20: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const sets = join(here, '..', 'e2e', 'cli');

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

/** The folder of an installed set; installs it first. A download that breaks never counts as installed. */
const installSet = async (name) => {
  const source = join(sets, name);
  const lock = await readFile(join(source, 'package-lock.json'));
  const folder = join(cacheFolder(), createHash('sha256').update(lock).digest('hex').slice(0, 16));
  if (await exists(folder)) return folder;
  const unfinished = `${folder}.${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(folder), { recursive: true });
  await cp(source, unfinished, { recursive: true });
  try {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], unfinished);
    await rename(unfinished, folder).catch(async (problem) => {
      // Somebody else installed it meanwhile.
      if (!(await exists(folder))) throw problem;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
};

const triple = () => {
  const cpu = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return process.platform === 'darwin' ? `${cpu}-apple-darwin` : `${cpu}-unknown-linux-musl`;
};

/** Path of each CLI's native binary by runtime and version; downloads what is missing and throws when it cannot. */
export const installClis = async () => {
  const folder = await installSet('current');
  const modules = join(folder, 'node_modules');
  const system = `${process.platform}-${process.arch}`;
  const found = {
    codex: { '0.169.0': join(modules, '@openai', `codex-${system}`, 'vendor', triple(), 'bin', 'codex') },
    claude: { '2.1.330': join(modules, '@anthropic-ai', `claude-code-${system}`, 'claude') },
  };
  for (const path of [found.codex['0.169.0'], found.claude['2.1.330']]) {
    if (!(await exists(path))) throw new Error(`The package was installed, but ${path} is missing.`);
  }
  return found;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await installClis(), null, 2));
}
