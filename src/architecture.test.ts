import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

/** THE MAP: which room may look into which. A room is named by its folder below src. */
const map: Readonly<Record<string, readonly string[]>> = {
  'main/app': ['main/boot', 'main/rpc', 'main/serve', 'main/machine', 'shared'],
  'main/serve': ['main/boot', 'main/rpc', 'main/machine', 'shared'],
  'main/boot': [
    'main/rpc',
    'main/sessions',
    'main/agents',
    'main/terminals',
    'main/transcripts',
    'main/usage',
    'main/runtimes',
    'main/store',
    'main/machine',
    'shared',
  ],
  'main/rpc': [
    'main/sessions',
    'main/agents',
    'main/terminals',
    'main/transcripts',
    'main/usage',
    'main/machine',
    'shared',
  ],
  'main/sessions': ['main/agents', 'main/terminals', 'main/runtimes', 'main/store', 'main/machine', 'shared'],
  'main/agents': ['main/machine', 'shared'],
  'main/terminals': ['main/machine', 'main/supervisor', 'shared'],
  // Its query worker answers what main/usage asks: that is where the rows are.
  'main/transcripts': ['main/usage', 'main/runtimes', 'main/store', 'main/machine', 'shared'],
  'main/usage': ['main/runtimes', 'main/store', 'main/machine', 'shared'],
  'main/runtimes': ['main/machine', 'shared'],
  'main/store': ['main/machine', 'shared'],
  'main/supervisor': ['main/machine', 'shared'],
  'main/machine': ['shared'],
  preload: ['shared'],
  'renderer/app': ['renderer/features/*', 'renderer/bridge', 'renderer/ui', 'shared'],
  'renderer/features/*': ['renderer/bridge', 'renderer/ui', 'shared'],
  'renderer/bridge': ['shared'],
  'renderer/ui': [],
  shared: [],
};

/** Entered only through the file with the room's name, or these. */
const doors: Readonly<Record<string, RegExp>> = {
  'main/agents': /\/agents\.ts$/,
  'main/terminals': /\/terminals\.ts$/,
  'main/transcripts': /\/transcripts\.ts$/,
  'main/supervisor': /\/protocol\.ts$/,
  'main/runtimes': /\/(runtime|catalog|model-check|reader)\.ts$/,
  // What is heavy runs in the query worker, which needs no service for it.
  'main/usage': /\/(usage|rows|report)\.ts$/,
};

/** What only some files may import. */
const owners: readonly (readonly [RegExp, RegExp])[] = [
  [/^electron$/, /^(main\/app|preload)\//],
  [/^node-pty$/, /^main\/supervisor\/pty\.ts$/],
  [/^better-sqlite3$/, /^main\/store\/database\.ts$/],
  [/^node:/, /^main\//],
  [
    /\/runtimes\/(catalog|model-check)\.ts$/,
    /^main\/(boot|runtimes)\/|^main\/transcripts\/(indexer|query)\.ts$/,
  ],
];

const src = import.meta.dirname;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  .filter((path) => !/(\.test\.tsx?$)|(\/test-support\/)|(\/fixtures\/)/.test(path));

const roomOf = (path: string): string => {
  const parts = path.split('/');
  if (parts[0] === 'shared' || parts[0] === 'preload') return parts[0];
  if (parts[1] === 'features') return `renderer/features/${parts[2]}`;
  // The page itself belongs to the app.
  if (parts[0] === 'renderer' && parts.length === 2) return 'renderer/app';
  return parts.slice(0, 2).join('/');
};

const kindOf = (room: string): string => room.replace(/^(renderer\/features)\/.*/, '$1/*');

interface Import {
  readonly from: string;
  readonly to: string;
}

const importsOf = (path: string): readonly Import[] => {
  const text = readFileSync(join(src, path), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\b[^'";]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map((match) => {
    const named = match[1] ?? match[2] ?? match[3] ?? '';
    if (named.startsWith('#')) return { from: path, to: named.slice(1) };
    if (named.startsWith('.')) return { from: path, to: normalize(join(dirname(path), named)) };
    return { from: path, to: `package:${named}` };
  });
};

const imports = files.flatMap(importsOf);
const inside = imports.filter(({ to }) => !to.startsWith('package:') && !to.startsWith('..'));
const show = ({ from, to }: Import): string => `${from} → ${to}`;

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(inside.length).toBeGreaterThan(20);
});

test('every file lives in a room of the map', () => {
  expect(files.filter((path) => path.includes('/') && !(kindOf(roomOf(path)) in map))).toEqual([]);
});

test('the map itself has no circles', () => {
  const open = new Set<string>();
  const circles: string[] = [];
  const walk = (room: string): void => {
    if (open.has(room)) {
      circles.push(room);
      return;
    }
    open.add(room);
    for (const next of map[room] ?? []) walk(next);
    open.delete(room);
  };
  for (const room of Object.keys(map)) walk(room);
  expect(circles).toEqual([]);
});

test('a room looks only into the rooms of its row, and features are strangers to each other', () => {
  const crossing = inside.filter(({ from, to }) => roomOf(from) !== roomOf(to));
  const forbidden = crossing.filter(
    ({ from, to }) => !map[kindOf(roomOf(from))]?.includes(kindOf(roomOf(to))),
  );
  expect(forbidden.map(show)).toEqual([]);
});

test('runtimes are strangers to each other', () => {
  const runtimeOf = (path: string): string | undefined => /^main\/runtimes\/([^/]+)\//.exec(path)?.[1];
  const strange = inside.filter(({ from, to }) => {
    const [one, other] = [runtimeOf(from), runtimeOf(to)];
    return one !== undefined && other !== undefined && one !== other;
  });
  expect(strange.map(show)).toEqual([]);
});

test('a room is entered through its door', () => {
  const behind = inside.filter(({ from, to }) => {
    const door = doors[roomOf(to)];
    return door !== undefined && roomOf(from) !== roomOf(to) && !door.test(to);
  });
  expect(behind.map(show)).toEqual([]);
});

test('the world outside has owners', () => {
  const strays = imports.filter(({ from, to }) =>
    owners.some(([what, owner]) => what.test(to.replace('package:', '')) && !owner.test(from)),
  );
  expect(strays.map(show)).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  const counted = files.map((path) => {
    const lines = readFileSync(join(src, path), 'utf8').split('\n');
    return {
      path: relative('.', path),
      lines: lines.filter((text) => !/^\s*(\/\/|\*|\/\*|$)/.test(text)).length,
    };
  });
  expect(counted.filter(({ lines }) => lines > 300)).toEqual([]);
});
