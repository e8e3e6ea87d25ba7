import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemProcesses } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import { openPty } from '../../supervisor/pty.ts';
import { openTerminal } from '../../supervisor/test-support/watching.ts';
import { requiredClis } from '../test-support/real-clis.ts';
import { planned, requestFor } from '../test-support/requests.ts';
import { claude } from './claude.ts';
import { lookAtClaude } from './look.ts';
import { realEnvironment } from './test-support/real-claude.ts';

const clis = await requiredClis(process.env);
const PROGRAM = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'callbacks', 'hook');
const VERSION = '2.1.330';
const SIZE = { cols: 100, rows: 30 };
const SOON = { timeout: 60_000, interval: 100 };

const opened = async ({ path, trusted }: { path: string; trusted: boolean }) => {
  const folder = realpathSync(testFolder('toc-real-'));
  const [home, cwd, runFolder] = ['home', 'app', 'run'].map((name) => join(folder, name));
  if (!home || !cwd || !runFolder) throw new Error('no folders');
  for (const one of [join(home, '.claude'), cwd, runFolder]) mkdirSync(one, { recursive: true });
  const projects = { [cwd]: { allowedTools: [], hasTrustDialogAccepted: trusted } };
  const settings = { hasCompletedOnboarding: true, theme: 'dark', projects };
  writeFileSync(join(home, '.claude.json'), JSON.stringify(settings));
  const callbacks = { hook: PROGRAM, notify: '/none' };
  const named = { path, cwd, runFolder, model: '', instructions: '', callbacks };
  const { launch, files, conversationId } = planned(claude, requestFor(VERSION, named));
  for (const file of files) writeFileSync(file.path, file.text, { mode: 0o600 });
  const env = { ...(await realEnvironment(home)), ...launch.env };
  const startedAt = Date.now();
  const pty = openPty({ launch: { ...launch, args: [...launch.args, 'hello'], env }, size: SIZE });
  if (!pty.ok) throw new Error(pty.error);
  const { value } = pty;
  const ended = new Promise((resolve) => value.onExit(resolve));
  const terminal = openTerminal(SIZE);
  let rowsAt = startedAt;
  value.onData((bytes) => {
    rowsAt = Date.now();
    terminal.write(bytes);
  });
  const self = await systemProcesses.identify(value.pid);
  if (self === null) throw new Error('It has no process.');
  onTestFinished(async () => {
    await systemProcesses.signal(self, 'SIGKILL');
    await ended;
  });
  const look = lookAtClaude();
  const request = { process: self, processes: systemProcesses, env, cwd, version: VERSION, runFolder };
  const rows = (): readonly string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: SIZE.rows }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
  };
  /** What the screen says, and then what the files do. */
  return async () => {
    const seen = { title: '', titleAt: 0, status: null, statusAt: 0, rows: rows(), rowsAt, outputAt: rowsAt };
    const looked = await look({ ...request, conversationId, startedAt });
    return [...claude.signals(seen, VERSION), ...looked].map(({ source, says }) => ({ source, says }));
  };
};

const path = clis.claude[VERSION] ?? '';

test.skipIf(path === '')(
  'the screen alone says that a real one waits for trust, and its files say nothing',
  { timeout: 120_000 },
  async () => {
    const told = await opened({ path, trusted: false });
    const waiting = { is: 'waiting', for: 'trust', about: null };
    await vi.waitFor(async () => expect(await told()).toEqual([{ source: 'screen', says: waiting }]), SOON);
  },
);

test.skipIf(path === '')(
  'every source says how the turn of a real one ended',
  { timeout: 120_000 },
  async () => {
    const told = await opened({ path, trusted: true });
    const failed = { is: 'idle', how: 'failed' };
    const wanted = [
      { source: 'screen', says: { is: 'idle', how: 'ready' } },
      ...['registry', 'hook', 'log'].map((source) => ({ source, says: failed })),
    ];
    await vi.waitFor(async () => expect(await told()).toEqual(wanted), SOON);
  },
);
