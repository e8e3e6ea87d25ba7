import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadyAgent } from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { RunKind } from '#shared/contract/sessions.ts';
import type { News, RuntimeReport } from '#shared/contract/system.ts';
import { err, ok } from '#shared/result.ts';
import type { Agents } from '../../agents/agents.ts';
import type { Clock } from '../../machine/clock.ts';
import { silentLog } from '../../machine/log.ts';
import type { ProcessTable } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { runtimes } from '../../runtimes/catalog.ts';
import { memoryDatabase } from '../../store/database.ts';
import { storeOver } from '../../store/store.ts';
import type {
  Exit,
  OpenTerminal,
  SeenSignals,
  StartBackground,
  SupervisedRun,
  Terminals,
} from '../../terminals/terminals.ts';
import type { Found, SessionRooms } from '../context.ts';
import { createPrograms } from '../programs.ts';

/** A clock that a test moves by hand. */
export const handClock = () => {
  let time = Date.UTC(2026, 10, 25, 12);
  const repeating = new Set<() => void>();
  const clock: Clock = {
    now: () => time,
    after: () => () => {},
    every: (_ms, call) => {
      repeating.add(call);
      return () => repeating.delete(call);
    },
  };
  return {
    clock,
    advance: (ms: number): void => {
      time += ms;
    },
    tick: (): void => {
      for (const call of repeating) call();
    },
  };
};

/** A terminal's processes are 101, 102 and so on, those of the background 201. */
const heldRun = (runId: string, kind: RunKind, number: number): SupervisedRun => ({
  runId,
  kind,
  family: [],
  process:
    kind === 'interactive'
      ? { pid: 100 + number, started: `t${number}` }
      : { pid: 200 + number, started: `b${number}` },
  bootId: 'boot-1',
  startedAt: 0,
  title: '',
  exit: null,
});

const stopped = (held: Map<string, SupervisedRun>, runId: string) => {
  const run = held.get(runId);
  if (!run || run.exit) return err({ code: 'not-live' } as const);
  const exit: Exit = { code: 0, signal: null, at: 9, stopped: 'SIGINT' };
  held.set(runId, { ...run, exit });
  return ok(exit);
};

const refusals = {
  'spawn-failed': err({ code: 'spawn-failed', message: 'no such file' } as const),
  'supervisor-silent': err({ code: 'supervisor-silent', pid: 5 } as const),
};

/** Terminals without processes: what would be started is recorded, and a test says how it ends. */
export const recordedTerminals = () => {
  const opened: OpenTerminal[] = [];
  const begun: StartBackground[] = [];
  const held = new Map<string, SupervisedRun>();
  let onExit: (runId: string, exit: Exit) => void = () => {};
  let onSignals: (runId: string, signals: SeenSignals) => void = () => {};
  let lost: () => void = () => {};
  let refuse: 'spawn-failed' | 'supervisor-silent' | null = null;
  const refusal = () => (refuse === null ? null : refusals[refuse]);
  /** `record` tells how many there are of that kind now. */
  const start = (runId: string, kind: RunKind, record: () => number) => {
    const number = record();
    const run = heldRun(runId, kind, number);
    held.set(runId, run);
    return ok(run);
  };
  const terminals: Terminals = {
    open: async (request) => {
      const refused = refusal();
      return refused ?? start(request.runId, 'interactive', () => opened.push(request));
    },
    run: async (request) => {
      const refused = refusal();
      return refused ?? start(request.runId, 'background', () => begun.push(request));
    },
    list: async () => [...held.values()],
    roll: async () => (refuse === 'supervisor-silent' ? null : [...held.values()]),
    attach: async () => err({ code: 'no-terminal' }),
    stop: async (runId) => (refuse === 'supervisor-silent' ? refusals[refuse] : stopped(held, runId)),
    async release(runId) {
      held.delete(runId);
    },
    onExit: (handle) => void (onExit = handle),
    onSignals: (handle) => void (onSignals = handle),
    onSupervisorLost: (handle) => void (lost = handle),
    supervisor: () => null,
    olderSupervisor: () => null,
    close: async () => {},
  };
  return {
    terminals,
    opened,
    begun,
    signals: (runId: string, signals: SeenSignals): void => onSignals(runId, signals),
    refuseWith: (code: typeof refuse): void => void (refuse = code),
    exit(runId: string, exit: Exit): void {
      const run = held.get(runId);
      if (run) held.set(runId, { ...run, exit });
      onExit(runId, exit);
    },
    loseSupervisor(): void {
      held.clear();
      lost();
    },
  };
};

const machine = (alive: ReadonlySet<string>): ProcessTable => ({
  identify: async () => null,
  alive: async ({ pid, started }) => alive.has(`${pid}/${started}`),
  descendants: async () => [],
  bootId: async () => 'boot-1',
  signal: async () => false,
});

/** The real launch of a runtime; what is on this machine, on disk and in its process table is the test's to say. */
const settable = (real: Runtime, facts: Facts, program: string): Runtime => ({
  ...real,
  probe: async (): Promise<RuntimeReport> => ({
    id: real.id,
    name: real.name,
    found: program,
    version: real.versions.newest,
    signedIn: true,
    problem: facts.missing ? { code: 'missing', looked: ['/usr/bin'], install: 'npm i' } : null,
    models: [],
    newerThanDriven: null,
  }),
  bind: async () => facts.bound,
  isSaved: async ({ conversationId }) => facts.saved.has(conversationId),
  writer: async () => facts.writer,
  settings: async () => ({ notify: [] }),
  look: async () => [],
});

/** What a test says of the machine; it may change it on the way. */
export interface Facts {
  missing: boolean;
  bound: { id: string; saved: boolean } | null;
  readonly saved: Set<string>;
  writer: { pid: number; started: string } | null;
  preferences: { backgroundRuns: number; unreachableSeconds: number };
  /** Processes that live, as `pid/started`. */
  readonly alive: Set<string>;
  /** Conversations on disk, by runtime and id. */
  readonly found: Map<string, Found>;
}

const agentFiles = (agent: { current: ReadyAgent | null }): Agents => ({
  list: async () => (agent.current ? [agent.current] : []),
  find: async () => agent.current,
  save: async () => err({ code: 'workspace-gone', workspace: '' }),
  remove: async () => err({ code: 'agent-not-found', name: '' }),
  instructions: async (one) => one.instructions,
  watch: async () => {},
  close: async () => {},
});

/** Everything sessions are made of, with an in-memory store and one agent. */
export const testRooms = (runtime: RuntimeId) => {
  const workspace = realpathSync(testFolder('toc-workspace-'));
  const program = join(workspace, 'program');
  writeFileSync(program, '');
  const agent: { current: ReadyAgent | null } = {
    current: {
      state: 'ready',
      ref: { workspace, name: 'helper' },
      folder: workspace,
      description: '',
      runtime,
      model: '',
      instructions: 'Be exact.',
      permission: 'ask',
      warnings: [],
      revision: 'r1',
    },
  };
  const facts: Facts = {
    missing: false,
    bound: null,
    saved: new Set(),
    writer: null,
    found: new Map(),
    alive: new Set(),
    preferences: { backgroundRuns: 4, unreachableSeconds: 300 },
  };
  const news: News[] = [];
  const time = handClock();
  const recorded = recordedTerminals();
  const shell = { environment: async () => ({ env: { PATH: '/usr/bin', HOME: workspace } }) };
  const testRuntimes: Readonly<Record<RuntimeId, Runtime>> = {
    codex: settable(runtimes.codex, facts, program),
    'claude-code': settable(runtimes['claude-code'], facts, program),
  };
  const rooms: SessionRooms = {
    store: storeOver(memoryDatabase()),
    agents: agentFiles(agent),
    runtimes: testRuntimes,
    programs: createPrograms({ runtimes: testRuntimes, shell, changed: () => {} }),
    terminals: recorded.terminals,
    processes: machine(facts.alive),
    found: async (one, id) => facts.found.get(`${one} ${id}`) ?? null,
    environment: async () => (await shell.environment()).env,
    runsFolder: join(workspace, 'runs'),
    callbacks: { hook: '/toc/callbacks/hook', notify: '/toc/callbacks/notify' },
    preferences: () => facts.preferences,
    clock: time.clock,
    log: silentLog,
    publish: (one) => void news.push(one),
  };
  return { rooms, workspace, agent, facts, news, time, recorded };
};
