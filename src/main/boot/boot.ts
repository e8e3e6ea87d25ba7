import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { Info, News, Preferences } from '#shared/contract/system.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createAgents } from '../agents/agents.ts';
import { moment, systemClock, type Clock } from '../machine/clock.ts';
import { lookAtDisk, watchDisk } from '../machine/disk-watch.ts';
import { fileLog, type Log } from '../machine/log.ts';
import type { Paths } from '../machine/paths.ts';
import { systemProcesses } from '../machine/process-identity.ts';
import { systemMeter } from '../machine/process-usage.ts';
import { createShellEnvironment } from '../machine/shell-env.ts';
import { closeListener, createListener, type ListenerRooms } from '../rpc/listener.ts';
import { createNews } from '../rpc/news.ts';
import { createRouter, type Face, type Router } from '../rpc/router.ts';
import { refused } from '../rpc/errors.ts';
import { runtimes } from '../runtimes/catalog.ts';
import { modelWarning } from '../runtimes/model-check.ts';
import { createAuditTrail } from '../sessions/audit.ts';
import { createAttention, type Attention } from '../sessions/attention.ts';
import { createDefinitions } from '../sessions/definitions.ts';
import { createDesk } from '../sessions/desk.ts';
import { createProcesses } from '../sessions/processes.ts';
import { createPrograms } from '../sessions/programs.ts';
import { createSessions } from '../sessions/sessions.ts';
import type { DatabaseRefused } from '../store/database.ts';
import { openStore, type Store } from '../store/store.ts';
import { createTerminals, type Terminals } from '../terminals/terminals.ts';
import { createTranscripts } from '../transcripts/transcripts.ts';
import { createUsage } from '../usage/usage.ts';
import { orWhyNot } from './home.ts';

export interface BootRequest {
  readonly paths: Paths;
  readonly version: string;
  readonly face: Face;
  /** Held since `claimHome`; released when everything is closed. */
  readonly lock: { release(): void };
  readonly rendererFolder: string;
}

export interface Main {
  readonly info: Info;
  readonly router: Router;
  readonly terminals: Terminals;
  readonly runsFolder: string;
  readonly log: Log;
  readonly preferences: () => Preferences;
  readonly savePreferences: (changes: Partial<Preferences>) => void;
  readonly publish: (news: News) => void;
  /** What waits for a person, the longest waiting first. */
  readonly waiting: Attention['waiting'];
  onNews(listener: (news: News) => void): void;
  /** Listens for browsers; resolves with the address to open. */
  serve(
    port: number,
    token: string | null,
  ): Promise<Result<{ url: string; close(): Promise<void> }, { code: 'port-in-use'; port: number }>>;
  /** Lets go of everything in the reverse order; runs live on in the supervisor. */
  close(): Promise<void>;
}

/** The window is there first; then logs are read. Milliseconds. */
const SOON = 1000;

/** The supervisor is the same program as we are, run as plain Node where we are Electron. */
const supervisorCommand = {
  file: process.execPath,
  args: [join(import.meta.dirname, 'supervisor.js')],
  env: process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {},
};

/** Programs that a CLI calls; outside of the packed app, since a shell runs them. */
const callbacksFolder = join(import.meta.dirname, '..', '..', 'resources', 'callbacks').replace(
  'app.asar',
  'app.asar.unpacked',
);
const callbacks = { hook: join(callbacksFolder, 'hook'), notify: join(callbacksFolder, 'notify') };

const platform = (): Info['platform'] =>
  process.platform === 'linux' || process.platform === 'darwin' ? process.platform : 'other';

const listen = async (
  server: Server,
  at: { path: string } | { port: number; host: string },
): Promise<boolean> => {
  server.listen(at);
  try {
    await once(server, 'listening');
    return true;
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && problem.code === 'EADDRINUSE') return false;
    throw problem;
  }
};

const ownEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Step 1: what other services stand on. */
const ground = (request: BootRequest, clock: Clock) => {
  const { paths } = request;
  for (const folder of [paths.agents, paths.runs]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = fileLog(paths.log, clock);
  const news = createNews();
  const shell = createShellEnvironment({ log });
  return { clock, log, news, shell, processes: systemProcesses, publish: news.publish };
};

/** Step 2: the services, each made once, by hand. */
const services = (
  request: BootRequest,
  store: Store,
  setAside: string | null,
  base: ReturnType<typeof ground>,
) => {
  const { paths } = request;
  const { clock, log, publish, shell } = base;
  const terminals = createTerminals({ ...base, paths, version: request.version, command: supervisorCommand });
  const programs = createPrograms({ runtimes, shell, changed: () => publish({ kind: 'runtimes-changed' }) });
  const environment = async () => (await shell.environment(false)).env;
  const agents = createAgents({
    home: paths.home,
    clock,
    log,
    publish,
    modelWarning: (id, model) => modelWarning(id, model, null),
  });
  const shared = { ...base, store, agents, runtimes, programs, terminals, environment, callbacks };
  const sessions = createSessions({
    ...shared,
    runsFolder: paths.runs,
    preferences: () => desk.preferences(),
    found: (_, id) => transcripts.facts(id),
  });
  const { settings } = store;
  const logs = {
    store: paths.logsDatabase,
    sessions: sessions.list,
    settings,
    // A command has the environment of the terminal it was typed in; others must ask a shell, which takes a while.
    environment: request.face.name === 'command' ? async () => ownEnvironment() : environment,
  };
  const transcripts = createTranscripts({ ...base, ...logs, corrections: () => usage.prices() });
  const desk = createDesk({ ...shared, shell, tocHome: paths.home, setAside });
  const usage = createUsage({ rows: transcripts.rows, sessions: sessions.list, settings });
  return {
    terminals,
    transcripts,
    usage,
    agents,
    programs,
    sessions,
    audit: createAuditTrail(shared),
    definitions: createDefinitions({ ...shared, modelWarning }),
    processes: createProcesses({ ...shared, runsFolder: paths.runs, meter: systemMeter, pid: process.pid }),
    desk,
    disk: watchDisk({
      ...base,
      look: () => lookAtDisk(paths.home),
      changed: (disk) => publish({ kind: 'disk-changed', disk }),
    }),
    attention: createAttention({ ...base, preferences: desk.preferences }),
  };
};

/** The listeners for browsers, however many are asked for. */
const browserListeners = (rendererFolder: string, rooms: () => ListenerRooms) => {
  const open = new Set<Server>();
  const shut = async (server: Server): Promise<void> => {
    if (open.delete(server)) await closeListener(server);
  };
  const serve: Main['serve'] = async (port, wanted) => {
    const token = wanted ?? randomBytes(32).toString('base64url');
    const server = createListener(rooms(), { kind: 'browser', token, rendererFolder });
    if (!(await listen(server, { port, host: '127.0.0.1' }))) return err({ code: 'port-in-use', port });
    open.add(server);
    const address = server.address();
    const bound = typeof address === 'object' && address ? address.port : port;
    return ok({ url: `http://127.0.0.1:${bound}/#token=${token}`, close: () => shut(server) });
  };
  return { serve, close: async () => void (await Promise.all([...open].map(shut))) };
};

/** Listens for browsers until the signal; one address, then silence. */
const servedUntil = (serve: Main['serve']) =>
  async function* (
    request: { port: number; token: string | null },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ url: string }, void> {
    const serving = await serve(request.port, request.token);
    if (!serving.ok) throw refused(serving.error);
    try {
      yield { url: serving.value.url };
      if (signal && !signal.aborted) await once(signal, 'abort');
    } finally {
      await serving.value.close();
    }
  };

/** Step 3: services hear of each other, and the table is brought in line with what is alive. */
const begin = async (
  rooms: ReturnType<typeof services>,
  { news }: ReturnType<typeof ground>,
  store: Store,
): Promise<void> => {
  news.listen((each) => {
    if (each.kind === 'agents-changed') void rooms.sessions.agentsChanged();
  });
  news.listen(rooms.attention.heard);
  await rooms.agents.watch(store.workspaces.list());
  await rooms.sessions.reconcile();
  rooms.attention.begin(await rooms.sessions.list());
};

/**
 * Makes a main: the store, every service, the router, the local socket; then brings the table in line with
 * what is alive. Refused when the database cannot serve. Where it is refused or throws, nothing is left open but the
 * caller's lock: a watcher that is left would keep the process, and with it TOC_HOME, for ever.
 */
export const bootMain = async (request: BootRequest): Promise<Result<Main, DatabaseRefused>> => {
  const { paths, face } = request;
  const clock = systemClock;
  const base = ground(request, clock);
  const opened = openStore(paths.database, moment(clock.now()).replaceAll(':', '-'));
  if (!opened.ok) return err(opened.error);
  const { store, setAside } = opened.value;
  const rooms = services(request, store, setAside, base);
  const info: Info = {
    version: request.version,
    face: face.name,
    platform: platform(),
    tocHome: paths.home,
    home: homedir(),
    pid: process.pid,
  };
  const browsers = browserListeners(request.rendererFolder, () => listening);
  const router = createRouter({ ...rooms, info, news: base.news, face, serve: servedUntil(browsers.serve) });
  const listening = { router, terminals: rooms.terminals, runsFolder: paths.runs, log: base.log };

  const local = createListener(listening, { kind: 'local' });
  let cancelStart = (): void => {};
  const close = async (): Promise<void> => {
    rooms.attention.close();
    // Ports are free before the lock is: the next main may want the same ones.
    await browsers.close();
    await closeListener(local);
    rmSync(paths.mainSocket, { force: true });
    cancelStart();
    await rooms.disk.close();
    await rooms.transcripts.close();
    await rooms.sessions.close();
    await rooms.agents.close();
    await rooms.terminals.close();
    store.close();
  };
  try {
    await begin(rooms, base, store);
    // We hold the lock, so a socket that lies here is a dead main's.
    rmSync(paths.mainSocket, { force: true });
    await listen(local, { path: paths.mainSocket });
    chmodSync(paths.mainSocket, 0o600);
  } catch (problem) {
    await close();
    throw problem;
  }
  // A command asks for what it needs; a face shows what changes.
  if (face.name !== 'command') cancelStart = clock.after(SOON, () => void rooms.transcripts.start());
  base.log.info('main-up', { face: face.name, pid: process.pid });

  return ok({
    ...listening,
    info,
    preferences: rooms.desk.preferences,
    savePreferences: rooms.desk.savePreferences,
    publish: base.publish,
    waiting: rooms.attention.waiting,
    onNews: base.news.listen,
    serve: browsers.serve,
    close: async () => {
      await close();
      request.lock.release();
    },
  });
};

const whatToDo = (problem: DatabaseRefused): string => {
  switch (problem.code) {
    case 'newer-database':
      return `${problem.file} is version ${problem.version}; this toc knows only ${problem.known}. Update toc, or set TOC_HOME to another folder.`;
    case 'cannot-open':
      return `${problem.file} cannot be opened: ${problem.reason}. Check who may read and write it and whether the disk is full, or set TOC_HOME to another folder.`;
  }
};

/** As `bootMain`, but throws with the fact and what to do next; the lock is released then. */
export const bootOrExplain = async (request: BootRequest): Promise<Main> => {
  try {
    const booted = await orWhyNot(request.paths.home, () => bootMain(request));
    if (booted.ok) return booted.value;
    throw new Error(whatToDo(booted.error));
  } catch (problem) {
    request.lock.release();
    throw problem;
  }
};
