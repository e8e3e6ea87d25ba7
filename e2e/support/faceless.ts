import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { pathsFor } from '#main/machine/paths.ts';
import { connectLocal, type Client } from '#main/rpc/local-client.ts';
import type { RunKind, Session } from '#shared/contract/sessions.ts';
import type { Step } from '#shared/contract/transcripts.ts';
import { statusReason } from '#shared/status-reason.ts';
import { QUESTION, READY } from './desk.ts';
import { startServe } from './face.ts';
import { openPane, type Pane } from './pane.ts';
import { isAlive } from './processes.ts';
import type { RuntimeId, World } from './world.ts';

/** How long main may take to find out what happened. */
const PATIENCE = 40_000;

const unreachable = (what = 'No main runs.'): never => {
  throw new Error(what);
};

/** toc of a world without a window: `toc serve` is main, and its contract is called over the local socket. */
export const startFaceless = async (world: World, ready: Readonly<Record<RuntimeId, RegExp>> = READY) => {
  const { mainSocket } = pathsFor(world.env);
  const panes = new Set<Pane>();
  const connect = async () => {
    const serving = await startServe(world);
    const local = await connectLocal(mainSocket);
    if (!local) throw new Error(`toc does not answer: ${serving.said()}`);
    return { serving, local };
  };
  let now: Awaited<ReturnType<typeof connect>> | null = await connect();
  const calls = (): Client => now?.local.calls ?? unreachable();

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    for (const pane of panes) pane.close();
    panes.clear();
    if (!now) return;
    const { serving, local } = now;
    now = null;
    local.close();
    if (serving.child.exitCode !== null || serving.child.signalCode !== null) return;
    const gone = once(serving.child, 'exit');
    serving.child.kill(signal);
    await gone;
  };

  const session = async (id: string): Promise<Session> => {
    const found = (await calls().sessions.list()).find((one) => one.id === id);
    if (!found) throw new Error(`No session ${id}`);
    return found;
  };

  return {
    world,
    /** What each CLI shows once it takes a prompt. */
    ready,
    calls,
    session,
    /** Ends main: SIGTERM as its owner would, SIGKILL as the kernel would. */
    end,
    /** Starts main again. */
    async again(): Promise<void> {
      now = await connect();
    },
    async pane(run: string): Promise<Pane> {
      const pane = await openPane(mainSocket, run);
      panes.add(pane);
      return pane;
    },
    /** The session once it stands so. */
    async until(id: string, stands: RegExp): Promise<Session> {
      await expect.poll(async () => saidOf(await session(id)), { timeout: PATIENCE }).toMatch(stands);
      return session(id);
    },
    /** The pid of a session's run, once main knows it. */
    async pidOf(id: string): Promise<number> {
      await expect.poll(async () => (await session(id)).run.pid, { timeout: PATIENCE }).not.toBeNull();
      return (await session(id)).run.pid ?? unreachable('Its run has no pid.');
    },
    /** Stops a session. */
    stop: async (id: string): Promise<Session> =>
      calls().sessions.stop({ sessionId: (await session(id)).id }),
    /** The steps of a session's conversation as they are kept. */
    async steps(id: string): Promise<readonly Step[]> {
      const steps: Step[] = [];
      for await (const piece of await calls().transcripts.read({ by: 'id', id })) {
        if (piece.kind === 'steps') steps.push(...piece.steps);
      }
      return steps;
    },
    /** Processes of this world that are in nobody's table. */
    async nobodys(): Promise<readonly string[]> {
      const { processes } = await calls().processes.list();
      const owned = new Set(processes.map(({ pid }) => pid));
      return world
        .processes()
        .filter(({ pid }) => !owned.has(pid) && isAlive(pid))
        .map(({ command }) => command);
    },
  };
};

export type Faceless = Awaited<ReturnType<typeof startFaceless>>;

/** What the window says of a session's status, the pid apart. */
export const saidOf = (session: Session): string =>
  `${session.status.word}: ${statusReason(session).replace(/\d{2,}(?= (is alive|goes on))/, 'PID')}`;

const agentName = (runtime: RuntimeId): string => `agent-${runtime}`;

/** Makes an agent of each runtime; in a terminal it asks before it runs a command. */
export const makeAgents = async (
  { calls, world }: Faceless,
  runtimes: readonly RuntimeId[],
  kind: RunKind,
): Promise<void> => {
  const permission = kind === 'background' ? 'bypass' : 'ask';
  await calls().system.addWorkspace({ path: world.workspace });
  for (const runtime of runtimes) {
    const ref = { workspace: world.workspace, name: agentName(runtime) };
    const draft = { ref, runtime, model: '', instructions: '', permission } as const;
    await calls().agents.save({ draft, revision: null, previous: null });
  }
};

/** What a test holds of one session: in the background, or in a terminal that it types to. */
export interface Held {
  readonly id: string;
  readonly runtime: RuntimeId;
  readonly kind: RunKind;
}

/** Starts an agent on a prompt; done when the model has been asked. */
export const begin = async (
  toc: Faceless,
  { runtime, kind }: Omit<Held, 'id'>,
  prompt: string,
): Promise<Held> => {
  const agent = { workspace: toc.world.workspace, name: agentName(runtime) };
  const request = { startKey: randomUUID(), agent, workspace: null, title: null };
  if (kind === 'background') {
    const { id } = await toc.calls().sessions.runInBackground({ ...request, prompt });
    return { id, runtime, kind };
  }
  const { id, run } = await toc.calls().sessions.start(request);
  const pane = await toc.pane(run.id);
  await pane.ask(prompt, { ready: toc.ready[runtime], models: toc.world.models });
  return { id, runtime, kind };
};

/** Lets the CLI run the command that it asks about. */
export const approve = async (toc: Faceless, { id, runtime }: Held): Promise<void> => {
  const pane = await toc.pane((await toc.session(id)).run.id);
  await pane.shows(QUESTION[runtime]);
  await expect(async () => {
    pane.type('\r');
    await expect.poll(pane.read, { timeout: 1500 }).not.toMatch(QUESTION[runtime]);
  }).toPass();
};

/** Goes on with an ended session, by the one click that there is for its kind; done when the model has been asked. */
export const goOn = async (toc: Faceless, { id, runtime, kind }: Held, prompt: string): Promise<void> => {
  const { sessions } = toc.calls();
  const { status, run } = await toc.session(id);
  const alive = ['Running', 'Working', 'Waiting', 'Idle'].includes(status.word);
  if (kind === 'background') {
    const { models } = toc.world;
    const before = models.count(prompt);
    await sessions.continueInBackground({ sessionId: (await toc.session(id)).id, agent: 'kept', prompt });
    await expect.poll(() => models.count(prompt), { timeout: PATIENCE }).toBeGreaterThan(before);
    return;
  }
  const next = alive
    ? run
    : (await sessions.resume({ sessionId: (await toc.session(id)).id, agent: 'kept' })).run;
  const pane = await toc.pane(next.id);
  await pane.ask(prompt, { ready: toc.ready[runtime], models: toc.world.models });
};
