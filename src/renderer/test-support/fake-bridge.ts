import { createRouterClient, implement, ORPCError } from '@orpc/server';
import { QueryClient } from '@tanstack/react-query';
import { contract } from '#shared/contract/contract.ts';
import type { Agent, AgentDraft, Preview } from '#shared/contract/agents.ts';
import type { PriceCorrection, UsageQuery, UsageReport } from '#shared/contract/usage.ts';
import type { Session } from '#shared/contract/sessions.ts';
import {
  defaultPreferences,
  Preferences,
  type Doctor,
  type Info,
  type Workspace,
} from '#shared/contract/system.ts';
import type { IndexState } from '#shared/contract/transcripts.ts';
import { createApi } from '#renderer/bridge/api.ts';
import type { Bridge } from '#renderer/bridge/bridge.tsx';
import type { Client } from '#renderer/bridge/client.ts';
import * as day from './fixtures.ts';

/** What a fake main holds, and what was asked of it. */
export interface FakeMain {
  sessions: Session[];
  agents: Agent[];
  workspaces: Workspace[];
  doctor: Doctor;
  info: Info;
  preferences: Preferences;
  /** Throws for a report that cannot be made. */
  usage: (query: UsageQuery) => UsageReport;
  prices: PriceCorrection[];
  /** Every call that changes something: its name and its input. */
  readonly asked: { readonly call: string; readonly input: unknown }[];
}

const preview = (draft: AgentDraft): Preview => ({
  cwd: draft.ref.workspace ?? '/home/ada',
  lines: [
    [{ text: draft.runtime === 'codex' ? 'codex' : 'claude', from: 'program' }],
    ...(draft.model === ''
      ? []
      : [
          [
            { text: '-m', from: 'model' as const },
            { text: draft.model, from: 'model' as const },
          ],
        ]),
    [
      { text: '--sandbox', from: 'permission' },
      { text: 'workspace-write', from: 'permission' },
    ],
    [
      { text: '--ask-for-approval', from: 'permission' },
      { text: 'on-request', from: 'permission' },
    ],
    [{ text: '--no-daemon', from: 'toc' }],
  ],
  warnings:
    draft.model === 'gpt-6.2-sol'
      ? [{ code: 'unknown-model', model: draft.model, suggestion: 'gpt-6.1-sol' }]
      : [],
  assumedVersion: null,
  instructionsInArgv: draft.runtime === 'codex' && draft.instructions !== '',
});

const os = implement(contract);

const agentCalls = (main: FakeMain) => ({
  list: os.agents.list.handler(() => main.agents),
  save: os.agents.save.handler(({ input }) => {
    main.asked.push({ call: 'agents.save', input });
    return { ...day.anAgent(input.draft.ref.name), ...input.draft, revision: 'r2' };
  }),
  remove: os.agents.remove.handler(({ input }) => {
    main.asked.push({ call: 'agents.remove', input });
    return { folder: `/agents/${input.name}` };
  }),
  preview: os.agents.preview.handler(({ input }) => preview(input.draft)),
});

const sessionCalls = (main: FakeMain) => ({
  list: os.sessions.list.handler(() => main.sessions),
  start: os.sessions.start.handler(({ input }) => {
    main.asked.push({ call: 'sessions.start', input: { ...input, startKey: 'a key' } });
    const session = day.aSession(90, { title: input.agent.name, agent: input.agent });
    main.sessions = [session, ...main.sessions];
    return session;
  }),
  resume: os.sessions.resume.handler(({ input, errors }) => {
    main.asked.push({ call: 'sessions.resume', input });
    throw errors.ALREADY_LIVE({ data: { pid: 4242, since: new Date(day.NOW).toISOString(), ours: true } });
  }),
  resumeFound: os.sessions.resumeFound.handler(({ errors }) => {
    throw errors.CONVERSATION_NOT_FOUND();
  }),
  stop: os.sessions.stop.handler(({ input, errors }) => {
    main.asked.push({ call: 'sessions.stop', input });
    const session = main.sessions.find(({ id }) => id === input.sessionId);
    if (!session) throw errors.SESSION_NOT_FOUND();
    return session;
  }),
  forget: os.sessions.forget.handler(({ input }) => {
    main.asked.push({ call: 'sessions.forget', input });
    return { id: input.sessionId };
  }),
});

const systemCalls = (main: FakeMain) => ({
  info: os.system.info.handler(() => main.info),
  doctor: os.system.doctor.handler(() => main.doctor),
  news: os.system.news.handler(async function* () {
    yield { kind: 'hello' as const };
  }),
  preferences: os.system.preferences.handler(() => main.preferences),
  savePreferences: os.system.savePreferences.handler(({ input }) => {
    main.preferences = Preferences.parse({ ...main.preferences, ...input });
    return main.preferences;
  }),
  workspaces: os.system.workspaces.handler(() => main.workspaces),
  addWorkspace: os.system.addWorkspace.handler(({ input, errors }) => {
    main.asked.push({ call: 'system.addWorkspace', input });
    throw errors.NOT_A_FOLDER({ data: { path: input.path, reason: 'there is nothing of that name' } });
  }),
  chooseFolder: os.system.chooseFolder.handler(() => null),
  openLink: os.system.openLink.handler(() => true),
  serve: os.system.serve.handler(async function* () {
    yield { url: 'http://127.0.0.1:1/' };
  }),
  yield: os.system.yield.handler(() => ({ yielded: false })),
  focusWindow: os.system.focusWindow.handler(() => true),
});

const usageCalls = (main: FakeMain) => ({
  report: os.usage.report.handler(({ input }) => main.usage(input)),
  checkTotals: os.usage.checkTotals.handler(({ input, errors }) => {
    throw errors.LOG_NOT_FOUND({ data: { id: input.conversationId } });
  }),
  prices: os.usage.prices.handler(() => main.prices),
  savePrices: os.usage.savePrices.handler(({ input }) => {
    main.asked.push({ call: 'usage.savePrices', input });
    main.prices = input;
    return input;
  }),
});

/** A main that lives in the page: the day of the fixtures, unless told otherwise. */
export const createFakeMain = (change: Partial<Omit<FakeMain, 'asked'>> = {}): FakeMain => ({
  sessions: [...day.sessions],
  agents: [...day.agents],
  workspaces: [...day.workspaces],
  doctor: day.doctor,
  info: day.info,
  preferences: defaultPreferences,
  usage: day.usageOf,
  prices: [],
  asked: [],
  ...change,
});

const noIndex: IndexState = {
  phase: 'idle',
  files: { read: 0, all: 0 },
  bytes: { read: 0, all: 0 },
  problems: [],
  store: { path: '/home/ada/.local/share/toc/logs.db', bytes: 0 },
  failure: null,
};

/** No log was found. */
const transcriptCalls = () => {
  const t = os.transcripts;
  const nothing = (id: string): never => {
    throw new ORPCError('LOG_NOT_FOUND', { data: { id } });
  };
  return {
    found: t.found.handler(() => ({ conversations: [], all: 0 })),
    head: t.head.handler(({ input }) => nothing(input.conversationId)),
    steps: t.steps.handler(({ input }) => nothing(input.conversationId)),
    find: t.find.handler(({ input }) => nothing(input.conversationId)),
    read: t.read.handler(async function* ({ input }) {
      yield* [];
      nothing(input.by === 'id' ? input.id : input.path);
    }),
    forget: t.forget.handler(({ input }) => nothing(input.conversationId)),
    index: t.index.handler(() => noIndex),
    reindex: t.reindex.handler(() => noIndex),
    pauseIndex: t.pauseIndex.handler(() => noIndex),
  };
};

/** A client that calls a fake main, through the contract's own checks. */
export const createFakeClient = (main: FakeMain): Client =>
  createRouterClient(
    os.router({
      agents: agentCalls(main),
      sessions: sessionCalls(main),
      system: systemCalls(main),
      transcripts: transcriptCalls(),
      usage: usageCalls(main),
    }),
  );

/** A bridge to a fake main. */
export const createFakeBridge = (main: FakeMain): Bridge => {
  const client = createFakeClient(main);
  return {
    client,
    api: createApi(client),
    queries: new QueryClient({
      defaultOptions: { queries: { staleTime: Infinity, retry: false }, mutations: { retry: false } },
    }),
    state: () => 'connected',
    onStateChange: () => () => {},
    onCommand: () => () => {},
  };
};
