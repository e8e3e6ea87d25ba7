import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { systemClock } from '#main/machine/clock.ts';
import { silentLog } from '#main/machine/log.ts';
import { pathsFor, privateFolder } from '#main/machine/paths.ts';
import { systemProcesses } from '#main/machine/process-identity.ts';
import { closeListener, createListener } from '#main/rpc/listener.ts';
import { testRouter } from '#main/rpc/test-support/services.ts';
import { createTerminals } from '#main/terminals/terminals.ts';
import type { Program, Road } from './road.ts';

const SIZE = { cols: 100, rows: 30 };

/** Ours: a real supervisor in a process of its own, main's terminals and listener, and the window's code. */
export const openWholeRoad = async (pages: string, folder: string): Promise<Road> => {
  const home = join(folder, 'home');
  const paths = pathsFor({ TOC_HOME: home, XDG_RUNTIME_DIR: folder });
  for (const each of [paths.home, paths.runs, paths.sockets]) privateFolder(each);
  const terminals = createTerminals({
    version: manifest.version,
    paths,
    processes: systemProcesses,
    clock: systemClock,
    log: silentLog,
    command: {
      file: process.execPath,
      args: [join(import.meta.dirname, '..', 'src', 'main', 'supervisor', 'entry.ts')],
      env: {},
    },
  });
  const token = randomBytes(32).toString('hex');
  const server = createListener(
    { router: testRouter().router, terminals, runsFolder: paths.runs, log: silentLog },
    { kind: 'browser', token, rendererFolder: pages },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const started = new Set<string>();
  // It would outlive us, and its programs with it.
  const endSupervisor = (): void => {
    const supervisor = terminals.supervisor();
    if (supervisor) process.kill(supervisor.pid);
  };
  process.once('exit', endSupervisor);
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    async start({ file, args }: Program) {
      const runId = randomUUID();
      const run = join(paths.runs, runId);
      await mkdir(run, { mode: 0o700 });
      const env = { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color' };
      const opened = await terminals.open({
        runId,
        folder: run,
        launch: { file, args, env, cwd: folder },
        ...SIZE,
      });
      if (!opened.ok) throw new Error(`The program did not start: ${opened.error.code}`);
      started.add(runId);
      return runId;
    },
    async stopAll() {
      await Promise.all([...started].map((runId) => terminals.stop(runId)));
      await Promise.all([...started].map((runId) => terminals.release(runId)));
      started.clear();
    },
    async close() {
      process.off('exit', endSupervisor);
      await closeListener(server);
      endSupervisor();
      await terminals.close();
    },
  };
};
