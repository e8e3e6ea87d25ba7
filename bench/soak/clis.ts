import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { pathsFor } from '#main/machine/paths.ts';
import { connectLocal, type Client } from '#main/rpc/local-client.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { startServe } from '../../e2e/support/face.ts';
import { runUnasked, say as tell } from '../../e2e/support/models/script.ts';
import { createWorld, type RuntimeId, type World } from '../../e2e/support/world.ts';
import { INSPECT, inspectorIn } from './heap.ts';
import { compared, moreThan, sample, settled, type Finding, type Sample, type Watched } from './watch.ts';

const RUNTIMES = ['codex', 'claude-code'] as const;

/** What each CLI's screen has once it is up; Claude Code names the permission it was given. */
const UP: Readonly<Record<RuntimeId, RegExp>> = { codex: /Codex/, 'claude-code': /bypass/i };

/**
 * What the fake model has the agent run in the background: a sleeper that outlives its shell, if it is let. Claude
 * Code refuses a command that begins with a sleep.
 */
const SLEEPERS = `sh -c 'sleep 9876 & sleep 9876; wait'`;

const agentName = (runtime: RuntimeId): string => `soak-${runtime}`;

const makeAgents = async (calls: Client, world: World): Promise<void> => {
  await calls.system.addWorkspace({ path: world.workspace });
  for (const runtime of RUNTIMES) {
    const ref = { workspace: world.workspace, name: agentName(runtime) };
    const draft = {
      ref,
      runtime,
      description: '',
      model: '',
      instructions: '',
      permission: 'bypass',
    } as const;
    await calls.agents.save({ draft, revision: null, previous: null });
  }
};

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

interface Cycle {
  readonly runtime: RuntimeId;
  readonly kind: 'interactive' | 'background';
}

const start = (calls: Client, world: World, { runtime, kind }: Cycle): Promise<Session> => {
  const agent = { workspace: world.workspace, name: agentName(runtime) };
  const request = { startKey: randomUUID(), agent, workspace: null, title: null };
  return kind === 'background'
    ? calls.sessions.runInBackground({ ...request, prompt: 'Please soak.' })
    : calls.sessions.start(request);
};

/** Waits until the CLI is at work: in a terminal its screen is drawn, in the background its command runs. */
const working = (world: World, { runtime, kind }: Cycle, runId: string): Promise<string | null> =>
  settled(() => {
    const isUp =
      kind === 'background'
        ? world.processes().some(({ command }) => command.startsWith('sleep 9876'))
        : UP[runtime].test(read(world.path('toc/runs', runId, 'screen.snapshot')));
    return isUp ? null : 'it did not begin to work';
  });

/** Starts a CLI, waits until it works, stops it and forgets it; tells what it left. */
const cycle = async (
  { calls, world, main }: { calls: Client; world: World; main: number },
  which: Cycle,
): Promise<readonly string[]> => {
  const { id, run: started } = await start(calls, world, which);
  const late = await working(world, which, started.id);
  await calls.sessions.stop({ sessionId: id });
  const own = new Set([main, world.supervisor()]);
  const left = world.processes().filter(({ pid }) => !own.has(pid));
  await calls.sessions.forget({ sessionId: id });
  const faults = left.map(({ pid, command }) => `left alive: ${pid} ${command}`);
  return late === null ? faults : [late, ...faults];
};

const Ids = z.array(z.object({ id: z.string() }));

/** Folders of runs that no row names. */
const withoutRow = (database: string, runs: string): readonly string[] => {
  const opened = new Database(database, { readonly: true });
  const known = new Set(Ids.parse(opened.prepare('SELECT id FROM run').all()).map(({ id }) => id));
  opened.close();
  return readdirSync(runs).filter((name) => !known.has(name));
};

/** The cycles, in turn: each runtime in a terminal, each in the background. */
const KINDS: readonly Cycle[] = (['interactive', 'background'] as const).flatMap((kind) =>
  RUNTIMES.map((runtime) => ({ runtime, kind })),
);

/** The real CLIs through toc's own main and supervisor, over its local socket. */
export const soakClis = async (cycles: number, say: (text: string) => void): Promise<Finding> => {
  const world = await createWorld();
  world.models.when(/Please soak/, [tell('It needs a command.'), runUnasked(SLEEPERS)]);
  const since = Date.now();
  const paths = pathsFor(world.env);
  const serving = await startServe({ ...world, env: { ...world.env, NODE_OPTIONS: INSPECT } });
  const local = await connectLocal(paths.mainSocket);
  if (!local) throw new Error(`toc does not answer: ${serving.said()}`);
  const faults: string[] = [];
  let watched: readonly Watched[] = [];
  let warm: readonly Sample[] = [];
  try {
    await makeAgents(local.calls, world);
    const main = serving.child.pid ?? 0;
    // Every kind twice: then all code has run, and every file that stays open is.
    const warmUp = Math.min(cycles, KINDS.length * 2);
    for (let done = 1; done <= cycles; done += 1) {
      const which = KINDS[(done - 1) % KINDS.length];
      if (!which) throw new Error('No kind of cycle.');
      const found = await cycle({ calls: local.calls, world, main }, which).catch((problem: unknown) => [
        String(problem),
      ]);
      faults.push(...found.map((fault) => `cycle ${done} (${which.runtime}, ${which.kind}): ${fault}`));
      if (done === warmUp) {
        watched = [
          {
            name: 'supervisor',
            pid: world.supervisor() ?? 0,
            inspector: inspectorIn(read(`${paths.home}/supervisor.log`)),
          },
          { name: 'main', pid: main, inspector: inspectorIn(serving.said()) },
        ];
        warm = await sample(watched);
      }
      say(`CLIs: ${done} of ${cycles}`);
    }
    for (const [index, one] of watched.entries()) {
      const before = warm[index];
      const more = before && (await settled(() => moreThan(before, one)));
      if (more) faults.push(more);
    }
    const end = await sample(watched);
    const sockets = readdirSync(paths.sockets);
    if (sockets.length !== 2) faults.push(`sockets: ${sockets.join(', ')}`);
    const stray = withoutRow(paths.database, paths.runs);
    if (stray.length > 0) faults.push(`folders of no run: ${stray.join(', ')}`);
    const { processes } = await local.calls.processes.list();
    const still = processes.filter(({ role }) => role === 'run' || role === 'child');
    if (still.length > 0)
      faults.push(`on the page Processes: ${still.map(({ command }) => command).join(', ')}`);
    const { samples, faults: more } = compared(watched, warm, end);
    faults.push(...more);
    return { part: 'real CLIs', cycles, seconds: (Date.now() - since) / 1000, samples, faults };
  } finally {
    local.close();
    const gone = once(serving.child, 'exit');
    serving.child.kill('SIGTERM');
    await gone;
    await world.close();
  }
};
