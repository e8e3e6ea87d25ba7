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
import type {
  ConversationSummary,
  FoundConversation,
  IndexState,
  LogHead,
  Step,
} from '#shared/contract/transcripts.ts';
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
  index: IndexState;
  /** Conversations found on disk, the last active first. */
  found: FoundConversation[];
  /** Whether asking for them fails. */
  foundFails: boolean;
  /** What is kept of logs, by conversation. */
  readonly logs: Map<
    string,
    { readonly head: LogHead; readonly steps: readonly Step[]; readonly summary?: ConversationSummary }
  >;
  /** What the window said it shows, in order. */
  readonly looked: (readonly string[] | null)[];
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
  looking: os.system.looking.handler(({ input }) => {
    main.looked.push(input.sessions);
    return {};
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
export const createFakeMain = (change: Partial<Omit<FakeMain, 'asked' | 'looked'>> = {}): FakeMain => ({
  sessions: [...day.sessions],
  agents: [...day.agents],
  workspaces: [...day.workspaces],
  doctor: day.doctor,
  info: day.info,
  preferences: defaultPreferences,
  usage: day.usageOf,
  prices: [],
  index: day.anIndex(),
  found: [],
  foundFails: false,
  logs: new Map(),
  looked: [],
  asked: [],
  ...change,
});

const transcriptCalls = (main: FakeMain) => {
  const t = os.transcripts;
  const nothing = (id: string): never => {
    throw new ORPCError('LOG_NOT_FOUND', { data: { id } });
  };
  const logOf = (id: string) => main.logs.get(id) ?? nothing(id);
  const stepAfter = (steps: readonly Step[], from: number, what: 'prompt' | 'failure'): number | null =>
    steps.find(
      ({ seq, kind, success }) => seq > from && (what === 'prompt' ? kind === 'user' : success === false),
    )?.seq ?? null;
  return {
    found: t.found.handler(({ input: { before, limit } }) => {
      if (main.foundFails) throw new Error('boom');
      const last = main.found.findIndex(({ conversationId }) => conversationId === before?.conversationId);
      return { conversations: main.found.slice(last + 1, last + 1 + limit), all: main.found.length };
    }),
    head: t.head.handler(({ input }) => logOf(input.conversationId).head),
    steps: t.steps.handler(({ input: { conversationId, from, limit } }) =>
      logOf(conversationId).steps.slice(from, from + limit),
    ),
    summary: t.summary.handler(
      ({ input }) => logOf(input.conversationId).summary ?? { files: [], moreFiles: 0, plan: null },
    ),
    find: t.find.handler(({ input }) => stepAfter(logOf(input.conversationId).steps, input.from, input.what)),
    read: t.read.handler(async function* ({ input }) {
      yield* [];
      nothing(input.by === 'id' ? input.id : input.path);
    }),
    forget: t.forget.handler(({ input }) => {
      main.asked.push({ call: 'transcripts.forget', input });
      const known = main.found.filter(({ conversationId }) => conversationId !== input.conversationId);
      const had = main.logs.delete(input.conversationId) || known.length < main.found.length;
      main.found = known;
      return had ? input : nothing(input.conversationId);
    }),
    index: t.index.handler(() => main.index),
    reindex: t.reindex.handler(() => {
      main.asked.push({ call: 'transcripts.reindex', input: null });
      main.index = { ...main.index, phase: 'looking' };
      return main.index;
    }),
    pauseIndex: t.pauseIndex.handler(({ input }) => {
      main.asked.push({ call: 'transcripts.pauseIndex', input });
      main.index = { ...main.index, phase: input.paused ? 'paused' : 'looking' };
      return main.index;
    }),
  };
};

/** A client that calls a fake main, through the contract's own checks. */
export const createFakeClient = (main: FakeMain): Client =>
  createRouterClient(
    os.router({
      agents: agentCalls(main),
      sessions: sessionCalls(main),
      system: systemCalls(main),
      transcripts: transcriptCalls(main),
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
    onNotice: () => () => {},
    face: 'browser',
    windowId: '0193a8c0-0000-4000-8000-0000000000aa',
    asked: null,
  };
};
