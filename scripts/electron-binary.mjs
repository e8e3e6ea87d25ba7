// Electron's binary, fetched by Electron's own installer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE, ROOT, environment, node24 } from './ground.mjs';

const FOLDER = join(ROOT, 'node_modules', 'electron');
const GAVE_UP = join(CACHE, 'electron-gave-up');
const CONNECT_LIMIT = 15_000;

/** The binary's path, or null when it is not there. */
export const electronBinary = () => {
  const told = join(FOLDER, 'path.txt');
  if (!existsSync(told)) return null;
  const path = join(FOLDER, 'dist', readFileSync(told, 'utf8'));
  return existsSync(path) ? path : null;
};

const today = () => new Date().toISOString().slice(0, 10);

const gaveUpToday = () => existsSync(GAVE_UP) && readFileSync(GAVE_UP, 'utf8') === today();

/** Whether anything below a folder has arrived: a file with at least one byte. */
const anyByteBelow = (folder) =>
  readdirSync(folder, { recursive: true }).some((name) => {
    const found = statSync(join(folder, String(name)), { throwIfNoEntry: false });
    return found !== undefined && found.isFile() && found.size > 0;
  });

/** Runs the installer; ends it when not one byte has come after 15 s. True when it did its work. */
const fetchBinary = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'toc-electron-'));
  const child = spawn(node24(), [join(FOLDER, 'install.js')], {
    env: environment({ TMPDIR: folder }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const limit = setTimeout(() => {
    if (!anyByteBelow(folder)) child.kill('SIGKILL');
  }, CONNECT_LIMIT);
  const [code] = await once(child, 'exit');
  clearTimeout(limit);
  rmSync(folder, { recursive: true, force: true });
  if (code === 0) return { ok: true };
  return { ok: false, why: said.trim().split('\n')[0] || 'no connection within 15 s' };
};

/** Makes sure of the binary. After a failure it is left alone until tomorrow, unless somebody insists. */
export const ensureElectron = async ({ insist }) => {
  const there = electronBinary();
  if (there) return { path: there };
  if (!insist && gaveUpToday()) return { path: null, why: 'it could not be fetched today' };
  process.stderr.write("Fetching Electron's binary…\n");
  const { ok, why } = await fetchBinary();
  if (ok) return { path: electronBinary() };
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(GAVE_UP, today());
  return { path: null, why };
};
