import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;

/** What starts processes or threads, opens sockets, watches files or is native. */
const MOVES = /^(node:(child_process|cluster|worker_threads|net|http)|better-sqlite3|node-pty|chokidar|ws)$/;

/** What changes something that the files of one worker share. */
const CHANGES = /\bvi\.|\bprocess\.(on|once|chdir|exitCode)\b|\bprocess\.env\b/;

/** The imports that are left when the types are gone. */
const IMPORTS =
  /^(?:import|export)\b(?! type\b)[^'";]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

const textOf = (file: string): string => readFileSync(file, 'utf8');

/** Whether a file moves anything, or one that it imports does. */
const moves = (file: string, seen = new Set<string>()): boolean => {
  if (seen.has(file) || !/\.tsx?$/.test(file)) return false;
  seen.add(file);
  return [...textOf(file).matchAll(IMPORTS)].some((match) => {
    const named = match[1] ?? match[2] ?? match[3] ?? '';
    if (named.startsWith('.')) return moves(resolve(dirname(file), named), seen);
    if (named.startsWith('#')) return moves(join(root, 'src', named.slice(1)), seen);
    return MOVES.test(named);
  });
};

const tests = globSync(['{src,scripts,bench}/**/*.test.ts'], { cwd: root });
const alone = tests.filter((test) => moves(join(root, test)) || CHANGES.test(textOf(join(root, test))));
const together = tests.filter((test) => !alone.includes(test));

export default defineConfig({
  test: {
    // Many tests wait: for a process, for a socket.
    maxWorkers: '100%',
    projects: [
      // Most tests only compute; starting a process for each file would take longer than all of them.
      { test: { name: 'together', pool: 'threads', isolate: false, include: together } },
      { test: { name: 'alone', pool: 'forks', include: alone } },
      // A test of what is drawn is a .tsx, and only such a one has a page.
      { test: { name: 'drawn', environment: 'happy-dom', include: ['src/renderer/**/*.test.tsx'] } },
    ],
  },
});
