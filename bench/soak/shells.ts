import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open as openInspector, url } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { decodeFrame, FrameType } from '#shared/terminal-frames.ts';
import { systemClock } from '#main/machine/clock.ts';
import { silentLog } from '#main/machine/log.ts';
import { pathsFor, privateFolder, type Paths } from '#main/machine/paths.ts';
import { systemProcesses } from '#main/machine/process-identity.ts';
import { createTerminals, type Terminals } from '#main/terminals/terminals.ts';
import { endAll, processesWith } from '../../e2e/support/processes.ts';
import { INSPECT, inspectorIn } from './heap.ts';
import { compared, moreThan, sample, settled, type Finding, type Sample, type Watched } from './watch.ts';

/** A shell with sleepers: one below it, one below that, one in a session of its own. */
const SCRIPT = `sh -c 'sleep 9876 & sleep 9876; wait' & setsid sleep 9876 & echo ready; wait`;

const place = (): { readonly paths: Paths; remove(): void } => {
  const root = mkdtempSync(join(tmpdir(), 'toc-soak-'));
  const paths = pathsFor({ TOC_HOME: join(root, 'home'), XDG_RUNTIME_DIR: root });
  privateFolder(paths.home);
  privateFolder(paths.sockets);
  mkdirSync(paths.runs);
  return { paths, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }) };
};

const command = {
  file: process.execPath,
  args: [INSPECT, join(import.meta.dirname, '../../src/main/supervisor/entry.ts')],
  env: {},
};

/** Resolves once a run's screen shows that all is started. */
const shownReady = async (terminals: Terminals, runId: string): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = '';
  const attached = await terminals.attach(runId, {
    send: (frame) => {
      const { type, payload } = decodeFrame(frame);
      if (type !== FrameType.snapshot && type !== FrameType.data) return;
      text += Buffer.from(payload).toString();
      if (text.includes('ready')) resolve();
    },
    lost: () => {},
  });
  if (!attached.ok) throw new Error(attached.error.code);
  await promise;
  attached.value.close();
};

/** What lies in the folders of runs and should not; a screen may still be on its way to the disk. */
const strayFiles = (paths: Paths): Promise<string | null> =>
  settled(() => {
    const found = readdirSync(paths.runs, { recursive: true, encoding: 'utf8' });
    const stray = found.filter(
      (name) => !/^[^/]+(\/(run\.json|exit\.json|family\.json|screen\.snapshot))?$/.test(name),
    );
    return stray.length === 0 ? null : `files that belong to nothing: ${stray.join(', ')}`;
  });

/** Starts, watches, stops and releases one shell; tells what it left. */
const cycle = async (terminals: Terminals, paths: Paths, mark: string): Promise<string | null> => {
  const runId = randomUUID();
  const env = { PATH: '/usr/bin:/bin', SOAK: mark };
  const launch = { file: '/bin/sh', args: ['-c', SCRIPT], env, cwd: paths.home };
  const opened = await terminals.open({ runId, folder: join(paths.runs, runId), launch, cols: 80, rows: 24 });
  if (!opened.ok) return `it did not start: ${opened.error.code}`;
  await shownReady(terminals, runId);
  const stopped = await terminals.stop(runId);
  if (!stopped.ok) return `it did not stop: ${JSON.stringify(stopped.error)}`;
  await terminals.release(runId);
  const left = processesWith(`SOAK=${mark}`);
  return left.length === 0
    ? null
    : `left alive: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`;
};

/** Shells through the real supervisor in a process of its own; the client of main is in this one. */
export const soakShells = async (cycles: number, say: (text: string) => void): Promise<Finding> => {
  const { paths, remove } = place();
  const mark = randomUUID();
  const rooms = { paths, processes: systemProcesses, clock: systemClock, log: silentLog };
  const terminals = createTerminals({ ...rooms, version: manifest.version, command });
  const faults: string[] = [];
  const since = Date.now();
  if (url() === undefined) openInspector(0, '127.0.0.1', false);
  const warmUp = Math.max(1, Math.floor(cycles / 4));
  let watched: readonly Watched[] = [];
  let warm: readonly Sample[] = [];
  try {
    for (let done = 1; done <= cycles; done += 1) {
      const fault = await cycle(terminals, paths, mark);
      if (fault !== null) faults.push(`cycle ${done}: ${fault}`);
      if (done === warmUp) {
        const pid = terminals.supervisor()?.pid ?? 0;
        const printed = readFileSync(join(paths.home, 'supervisor.log'), 'utf8');
        watched = [
          { name: 'supervisor', pid, inspector: inspectorIn(printed) },
          { name: 'main’s client', pid: process.pid, inspector: url() ?? '' },
        ];
        warm = await sample(watched);
      }
      for (const [index, one] of watched.entries()) {
        const before = warm[index];
        const more = before && (await settled(() => moreThan(before, one)));
        if (more) faults.push(`cycle ${done}: ${more}`);
      }
      if (done % 20 === 0) say(`shells: ${done} of ${cycles}`);
    }
    const end = await sample(watched);
    const sockets = readdirSync(paths.sockets);
    if (sockets.length !== 1) faults.push(`sockets: ${sockets.join(', ')}`);
    const stray = await strayFiles(paths);
    if (stray !== null) faults.push(stray);
    if (readdirSync(paths.runs).length !== cycles) faults.push('a folder of no run');
    if ((await terminals.list()).length > 0) faults.push('the supervisor still holds a run');
    const { samples, faults: more } = compared(watched, warm, end);
    faults.push(...more);
    return { part: 'a shell and sleepers', cycles, seconds: (Date.now() - since) / 1000, samples, faults };
  } finally {
    const pid = terminals.supervisor()?.pid;
    await terminals.close();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await endAll(() => processesWith(`SOAK=${mark}`));
    remove();
  }
};
