import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type Project } from '@playwright/test';
import { electronKind } from './e2e/support/face.ts';
import type { Options } from './e2e/support/fixtures.ts';

/** Chromium's own traffic would be the only call out; it is switched off. */
const QUIET = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isolated = Object.keys(networkInterfaces()).every((name) => name === 'lo' || name === 'lo0');

// Workers read this file too, and so does whoever looks for dead code: only the run itself says what runs.
if (process.env['TOC_CHROMIUM'] !== undefined && process.env['TEST_WORKER_INDEX'] === undefined) {
  const network = isolated
    ? 'loopback only: nothing can call out'
    : 'NOT isolated (needs root and Linux): a call out would not be noticed';
  process.stdout.write(
    `e2e: Electron is ${electronKind()}; faces electron and browser; network ${network}\n`,
  );
  if (!isolated && process.env['CI']) throw new Error('In CI the end-to-end tests run isolated, as root.');
}

const executablePath = process.env['TOC_CHROMIUM'] ?? '/usr/bin/chromium';

/** Driven over main's own contract: no window takes part. */
const FACELESS = ['faults.spec.ts', 'matrix.spec.ts'];

const stories: Project<Options>[] = [
  { name: 'electron', testIgnore: FACELESS, use: { kind: 'electron' } },
  { name: 'browser', testIgnore: FACELESS, use: { kind: 'browser' } },
  { name: 'faults', testMatch: 'faults.spec.ts' },
];

/** `npm run shots`: one long walk through the window, at a place that reads well. */
const shots: Project<Options>[] = [
  {
    name: 'shots',
    testMatch: '*.shot.ts',
    use: {
      kind: 'browser',
      place: { root: join(tmpdir(), 'toc-shots'), folders: ['lighthouse', 'tidepool'] },
    },
  },
];

/** `npm run test:matrix`: older versions of the CLIs; without a network Codex 0.98 is up after 15 s, at every start. */
const matrix: Project<Options>[] = [{ name: 'matrix', testMatch: 'matrix.spec.ts', timeout: 180_000 }];

const projects = (): Project<Options>[] => {
  if (process.env['TOC_SHOTS'] === '1') return shots;
  return process.env['TOC_MATRIX'] === undefined ? stories : matrix;
};

export default defineConfig<Options>({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    actionTimeout: 15_000,
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-gpu', ...QUIET] },
  },
  projects: projects(),
});
