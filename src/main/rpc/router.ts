import { implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import type { Info } from '#shared/contract/system.ts';
import type { Result } from '#shared/result.ts';
import type { Agents } from '../agents/agents.ts';
import type { AuditTrail } from '../sessions/audit.ts';
import type { Attention } from '../sessions/attention.ts';
import type { Definitions } from '../sessions/definitions.ts';
import type { DiskWatch } from '../machine/disk-watch.ts';
import type { Desk } from '../sessions/desk.ts';
import type { Processes } from '../sessions/processes.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Transcripts } from '../transcripts/transcripts.ts';
import type { Usage } from '../usage/usage.ts';
import { refused, type Refusal } from './errors.ts';
import type { NewsHub } from './news.ts';

/** What only the face can do; a face without windows says so. */
export interface Face {
  readonly name: Info['face'];
  /** Null: the person cancelled. */
  chooseFolder(): Promise<Result<string | null, { code: 'no-dialog' }>>;
  /** False: the person said no. */
  openLink(url: string): Promise<Result<boolean, { code: 'no-dialog' }>>;
  focusWindow(): boolean;
  /** Hands TOC_HOME over to whoever asks; false when this main keeps it. */
  yieldHome(): boolean;
}

export interface Services {
  readonly info: Info;
  readonly sessions: Sessions;
  readonly agents: Agents;
  readonly audit: AuditTrail;
  readonly attention: Attention;
  readonly definitions: Definitions;
  readonly desk: Desk;
  readonly disk: Pick<DiskWatch, 'state'>;
  readonly transcripts: Transcripts;
  readonly usage: Usage;
  readonly processes: Processes;
  readonly news: NewsHub;
  readonly face: Face;
  /** Listens for browsers until the signal. */
  readonly serve: (
    request: { port: number; token: string | null },
    signal: AbortSignal | undefined,
  ) => AsyncGenerator<{ url: string }, void>;
}

/** The value, or the typed error thrown. */
const value = <Value>(result: Result<Value, Refusal>): Value => {
  if (!result.ok) throw refused(result.error);
  return result.value;
};

/** Its part about what logs tell. */
const transcriptsRouter = ({ transcripts }: Services) => {
  const os = implement(contract.transcripts);
  return {
    found: os.found.handler(({ input }) => transcripts.found(input)),
    head: os.head.handler(async ({ input }) => value(await transcripts.head(input.conversationId))),
    steps: os.steps.handler(async ({ input }) => value(await transcripts.steps(input))),
    summary: os.summary.handler(async ({ input }) => value(await transcripts.summary(input.conversationId))),
    find: os.find.handler(async ({ input }) => value(await transcripts.find(input))),
    read: os.read.handler(async ({ input, signal }) => value(await transcripts.read(input, signal))),
    forget: os.forget.handler(async ({ input }) => value(await transcripts.forget(input.conversationId))),
    index: os.index.handler(() => transcripts.index()),
    reindex: os.reindex.handler(() => transcripts.reindex()),
    pauseIndex: os.pauseIndex.handler(({ input }) => transcripts.pauseIndex(input.paused)),
  };
};

/** Its part about sessions and their processes. */
const sessionsRouter = ({ sessions }: Services) => {
  const os = implement(contract);
  return {
    list: os.sessions.list.handler(async () => [...(await sessions.list())]),
    start: os.sessions.start.handler(async ({ input }) =>
      value(await sessions.start({ ...input, prompt: null })),
    ),
    runInBackground: os.sessions.runInBackground.handler(async ({ input }) =>
      value(await sessions.start(input)),
    ),
    continueInBackground: os.sessions.continueInBackground.handler(
      async ({ input: { sessionId, prompt, ...rest } }) =>
        value(await sessions.continueInBackground({ id: sessionId, ...rest }, prompt)),
    ),
    fork: os.sessions.fork.handler(async ({ input }) => value(await sessions.fork(input))),
    resumeAll: os.sessions.resumeAll.handler(() => sessions.resumeAll()),
    reconcile: os.sessions.reconcile.handler(async () => {
      await sessions.reconcile();
      return [...(await sessions.list())];
    }),
    resume: os.sessions.resume.handler(async ({ input }) =>
      value(await sessions.resume({ id: input.sessionId, agent: input.agent, live: input.live })),
    ),
    resumeFound: os.sessions.resumeFound.handler(async ({ input }) =>
      value(await sessions.resumeFound(input.runtime, input.conversationId, input.live)),
    ),
    stop: os.sessions.stop.handler(async ({ input }) => value(await sessions.stop(input.sessionId))),
    forget: os.sessions.forget.handler(({ input }) => value(sessions.forget(input.sessionId))),
  };
};

/** Its part about what was used. */
const usageRouter = ({ usage }: Services) => {
  const os = implement(contract.usage);
  return {
    report: os.report.handler(async ({ input }) => value(await usage.report(input))),
    checkTotals: os.checkTotals.handler(async ({ input }) =>
      value(await usage.checkTotals(input.conversationId)),
    ),
    resumeEstimate: os.resumeEstimate.handler(({ input }) => usage.resumeEstimate(input.conversationId)),
    prices: os.prices.handler(() => usage.prices()),
    savePrices: os.savePrices.handler(({ input }) => usage.savePrices(input)),
  };
};

/** The one router: the contract's calls to the services, one line each. */
export const createRouter = (services: Services) => {
  const { agents, attention, audit, definitions, desk, processes, news, face } = services;
  const os = implement(contract);
  return os.router({
    agents: {
      list: os.agents.list.handler(async () => [...(await agents.list())]),
      save: os.agents.save.handler(async ({ input }) => value(await definitions.save(input))),
      remove: os.agents.remove.handler(async ({ input }) => value(await definitions.remove(input))),
      preview: os.agents.preview.handler(({ input }) => definitions.preview(input.draft, input.kind)),
    },
    audit: {
      list: os.audit.list.handler(({ input }) => audit.list(input)),
      verify: os.audit.verify.handler(() => audit.verify()),
    },
    sessions: sessionsRouter(services),
    system: {
      info: os.system.info.handler(() => services.info),
      doctor: os.system.doctor.handler(({ input }) => desk.doctor(input.fresh)),
      news: os.system.news.handler(({ input, signal }) => {
        if (input) signal?.addEventListener('abort', () => attention.gone(input.window));
        return news.subscribe(signal);
      }),
      looking: os.system.looking.handler(({ input }) => {
        attention.looking(input.window, input.sessions);
        return {};
      }),
      preferences: os.system.preferences.handler(() => desk.preferences()),
      savePreferences: os.system.savePreferences.handler(({ input }) => desk.savePreferences(input)),
      disk: os.system.disk.handler(() => services.disk.state()),
      workspaces: os.system.workspaces.handler(async () => [...(await desk.workspaces())]),
      addWorkspace: os.system.addWorkspace.handler(async ({ input }) =>
        value(await desk.addWorkspace(input.path)),
      ),
      chooseFolder: os.system.chooseFolder.handler(async () => value(await face.chooseFolder())),
      openLink: os.system.openLink.handler(async ({ input }) => value(await face.openLink(input.url))),
      serve: os.system.serve.handler(({ input, signal }) => services.serve(input, signal)),
      yield: os.system.yield.handler(() => ({ yielded: face.yieldHome() })),
      focusWindow: os.system.focusWindow.handler(() => face.focusWindow()),
    },
    processes: {
      list: os.processes.list.handler(() => processes.list()),
      endTree: os.processes.endTree.handler(async ({ input }) => value(await processes.endTree(input))),
    },
    transcripts: transcriptsRouter(services),
    usage: usageRouter(services),
  });
};

export type Router = ReturnType<typeof createRouter>;
