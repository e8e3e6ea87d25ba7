import { createRouterClient, implement, ORPCError } from '@orpc/server';
import { QueryClient } from '@tanstack/react-query';
import { contract } from '#shared/contract/contract.ts';
import type { Agent, AgentDraft, Preview, PreviewKind } from '#shared/contract/agents.ts';
import type { PriceCorrection, ResumeEstimate, UsageQuery, UsageReport } from '#shared/contract/usage.ts';
import type { ProcessReport } from '#shared/contract/processes.ts';
import type { AuditCheck, AuditEntry, AuditQuery } from '#shared/contract/audit.ts';
import {
  defaultPreferences,
  Preferences,
  type DiskState,
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
import { aWriter } from './eight-words.ts';
import { sessionCalls, type FakeSessions } from './fake-sessions.ts';
import * as day from './fixtures.ts';

/** What a fake main holds, and what was asked of it. */
export interface FakeMain extends FakeSessions {
  agents: Agent[];
  workspaces: Workspace[];
  doctor: Doctor;
  info: Info;
  preferences: Preferences;
  disk: DiskState;
  /** Throws for a report that cannot be made. */
  usage: (query: UsageQuery) => UsageReport;
  prices: PriceCorrection[];
  /** Of every conversation. */
  estimate: ResumeEstimate | null;
  /** Throws where they cannot be told. */
  processes: () => ProcessReport;
  index: IndexState;
  /** The audit trail, the newest line first, and what a check of it finds. */
  audit: AuditEntry[];
  auditCheck: AuditCheck;
  /** Whether asking for it fails. */
  auditFails: boolean;
  /** Conversations found on disk, the last active first. */
  found: FoundConversation[];
  /** Whether asking for them fails. */
  foundFails: boolean;
  /** What is kept of logs, by conversation. */
  readonly logs: Map<
    string,
    { readonly head: LogHead; readonly steps: readonly Step[]; readonly summary?: ConversationSummary }
  >;
  /** Every page of the audit trail that was asked for. */
  readonly auditQueries: AuditQuery[];
  /** What the window said it shows, in order. */
  readonly looked: (readonly string[] | null)[];
}

const preview = (draft: AgentDraft, kind: PreviewKind): Preview => ({
  cwd: draft.ref.workspace ?? '/home/ada',
  lines: [
    [{ text: draft.runtime === 'codex' ? 'codex' : 'claude', from: 'program' }],
    ...(kind === 'background' ? [[{ text: 'exec', from: 'toc' as const }]] : []),
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
  preview: os.agents.preview.handler(({ input }) => preview(input.draft, input.kind)),
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
  disk: os.system.disk.handler(() => main.disk),
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
  resumeEstimate: os.usage.resumeEstimate.handler(() => main.estimate),
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

const processCalls = (main: FakeMain) => ({
  list: os.processes.list.handler(() => main.processes()),
  endTree: os.processes.endTree.handler(({ input, errors }) => {
    main.asked.push({ call: 'processes.endTree', input });
    if (!main.processes().processes.some(({ pid }) => pid === input.pid)) throw errors.NOT_OURS();
    return { ended: [input.pid] };
  }),
});

const auditCalls = (main: FakeMain) => ({
  list: os.audit.list.handler(({ input }) => {
    main.auditQueries.push(input);
    if (main.auditFails) throw new Error('boom');
    const { action, text, before, limit } = input;
    const fitting = main.audit.filter(
      (entry) =>
        (action === null || entry.action === action) &&
        JSON.stringify(entry).includes(text) &&
        (before === null || entry.id < before),
    );
    return { entries: fitting.slice(0, limit), actions: [...new Set(main.audit.map((line) => line.action))] };
  }),
  verify: os.audit.verify.handler(() => main.auditCheck),
});

/** A main that lives in the page: the day of the fixtures, unless told otherwise. */
export const createFakeMain = (change: Partial<Omit<FakeMain, 'asked' | 'looked'>> = {}): FakeMain => ({
  sessions: [...day.sessions],
  agents: [...day.agents],
  workspaces: [...day.workspaces],
  doctor: day.doctor,
  info: day.info,
  preferences: defaultPreferences,
  disk: { kind: 'enough' },
  usage: day.usageOf,
  prices: [],
  estimate: { tokens: 612_000, model: 'gpt-6.1-sol', costUSD: { least: 0.31, most: 3.06 } },
  writer: aWriter(),
  launchFails: false,
  resumed: [],
  processes: () => ({ processes: [], ptys: { ours: 0, used: 0, cap: 4096 } }),
  index: day.anIndex(),
  audit: [],
  auditCheck: { entries: 0, head: null, fault: null },
  auditFails: false,
  found: [],
  foundFails: false,
  logs: new Map(),
  auditQueries: [],
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
      audit: auditCalls(main),
      sessions: sessionCalls(main),
      system: systemCalls(main),
      processes: processCalls(main),
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
