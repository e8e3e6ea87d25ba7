import type { Agent, BrokenAgent, ReadyAgent } from '#shared/contract/agents.ts';
import { ConversationId, RunId, SessionId } from '#shared/contract/ids.ts';
import type { Session, Status } from '#shared/contract/sessions.ts';
import {
  LogFacts,
  type FoundConversation,
  type IndexState,
  type LogHead,
} from '#shared/contract/transcripts.ts';
import type { UsageQuery, UsageReport, UsageSum } from '#shared/contract/usage.ts';
import type { Doctor, Info, Workspace } from '#shared/contract/system.ts';

/** The moment every fixture is told from. */
export const NOW = Date.parse('2026-11-25T13:49:20.000Z');

/** So many minutes before that moment. */
export const before = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

const uuid = (number: number): string => `0193a8c0-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** A session id out of a small number. */
export const sessionId = (number: number): SessionId => SessionId.parse(uuid(number));

const alive = (pid: number, minutes: number): Status => ({
  word: 'Running',
  cause: { code: 'alive', pid, since: before(minutes) },
  at: before(minutes),
  evidence: [
    {
      source: 'process-table',
      value: `process ${pid} runs, started at its recorded time`,
      at: before(0),
      decisive: true,
    },
    { source: 'supervisor', value: 'holds its terminal', at: before(0), decisive: false },
  ],
  quietSince: null,
});

/** Part of a session whose run is live in a terminal. */
const inTerminal = (number: number, pid: number, minutes: number): Session['run'] => ({
  id: RunId.parse(uuid(1000 + number)),
  kind: 'interactive',
  live: true,
  pid,
  startedAt: before(minutes),
  hasScreen: true,
  lastRestart: false,
  result: null,
});

/** A session: live with Codex unless told otherwise. */
export const aSession = (number: number, change: Partial<Session> = {}): Session => ({
  id: sessionId(number),
  title: 'release-captain',
  workspace: '/home/ada/code/payments-api',
  runtime: 'codex',
  runtimeVersion: '0.169.0',
  agent: { workspace: '/home/ada/code/payments-api', name: 'release-captain' },
  agentNow: 'same',
  model: 'gpt-6.1-sol',
  permission: 'ask',
  status: alive(48213, 2),
  conversations: [
    { id: ConversationId.parse('019ab2f4-7d31-7c11-9a3e-5b1de0a1c0de'), saved: true, boundAt: before(2) },
  ],
  run: inTerminal(number, 48213, 2),
  notes: [],
  createdAt: before(2),
  updatedAt: before(1),
  ...change,
});

/** A session whose process is gone. */
export const anEndedSession = (
  number: number,
  status: Omit<Status, 'at' | 'quietSince'>,
  change: Partial<Session> = {},
): Session =>
  aSession(number, {
    status: { ...status, at: before(51), quietSince: null },
    run: {
      ...inTerminal(number, 0, 64),
      live: false,
      pid: null,
    },
    createdAt: before(64),
    ...change,
  });

/** A day's work. */
export const sessions: readonly Session[] = [
  aSession(1, {
    title: 'Idempotent charge retries',
    agent: { workspace: '/home/ada/code/payments-api', name: 'backend-engineer' },
    notes: ['instructions-in-argv'],
    status: alive(48213, 42),
    run: inTerminal(1, 48213, 42),
    createdAt: before(42),
  }),
  aSession(2, {
    title: 'CSP report-only rollout',
    runtime: 'claude-code',
    runtimeVersion: '2.1.330',
    model: 'opus-5-5',
    agent: { workspace: '/home/ada/code/web-console', name: 'frontend-engineer' },
    workspace: '/home/ada/code/web-console',
    status: alive(48977, 18),
    run: inTerminal(2, 48977, 18),
    createdAt: before(18),
  }),
  aSession(3, { title: 'release-captain' }),
  anEndedSession(
    4,
    {
      word: 'Failed',
      cause: { code: 'exited', exitCode: 2 },
      evidence: [{ source: 'exit-code', value: '2', at: before(51), decisive: true }],
    },
    {
      title: 'Flaky ledger test hunt',
      agent: { workspace: '/home/ada/code/payments-api', name: 'test-fixer' },
    },
  ),
  anEndedSession(
    5,
    {
      word: 'Lost',
      cause: { code: 'vanished' },
      evidence: [
        { source: 'process-table', value: 'process 51877 is not running', at: before(51), decisive: true },
        { source: 'exit-code', value: 'none was left', at: before(51), decisive: true },
        { source: 'stop-record', value: 'nobody pressed Stop', at: before(51), decisive: false },
      ],
    },
    {
      title: 'Load test 10k rps',
      runtime: 'claude-code',
      runtimeVersion: '2.1.330',
      agent: { workspace: '/home/ada/code/payments-api', name: 'perf-runner' },
      agentNow: 'changed',
    },
  ),
  anEndedSession(
    6,
    {
      word: 'Stopped',
      cause: { code: 'stopped', how: 'interrupt' },
      evidence: [
        { source: 'stop-record', value: 'Stop pressed in the window', at: before(51), decisive: true },
      ],
    },
    {
      title: 'Refund webhook docs',
      agent: { workspace: '/home/ada/code/payments-api', name: 'docs-writer' },
    },
  ),
  anEndedSession(
    7,
    {
      word: 'Ended',
      cause: { code: 'exited', exitCode: 0 },
      evidence: [{ source: 'exit-code', value: '0', at: before(51), decisive: true }],
    },
    { title: 'Split OrdersTable', agent: null, agentNow: 'none', conversations: [] },
  ),
];

/** An agent that can be started. */
export const anAgent = (name: string, change: Partial<ReadyAgent> = {}): ReadyAgent => ({
  state: 'ready',
  ref: { workspace: '/home/ada/code/payments-api', name },
  folder: `/home/ada/code/payments-api/.toc/agents/${name}`,
  description: '',
  runtime: 'codex',
  model: 'gpt-6.1-sol',
  instructions:
    'You cut releases.\n\n1. Read CHANGELOG.md.\n2. Propose a version. Stop and ask before you tag.',
  permission: 'ask',
  warnings: [],
  revision: 'r1',
  ...change,
});

export const brokenAgent: BrokenAgent = {
  state: 'broken',
  ref: { workspace: '/home/ada/code/payments-api', name: 'perf-runner' },
  folder: '/home/ada/code/payments-api/.toc/agents/perf-runner',
  file: '/home/ada/code/payments-api/.toc/agents/perf-runner/oc-agent.yaml',
  line: 4,
  reason: 'Nested mappings are not allowed in compact mappings',
};

export const agents: readonly Agent[] = [
  anAgent('backend-engineer'),
  anAgent('docs-writer', { runtime: 'claude-code', model: 'opus-5-5' }),
  brokenAgent,
  anAgent('release-captain'),
  anAgent('test-fixer'),
  anAgent('frontend-engineer', {
    ref: { workspace: '/home/ada/code/web-console', name: 'frontend-engineer' },
    runtime: 'claude-code',
    model: '',
  }),
  anAgent('note-taker', { ref: { workspace: null, name: 'note-taker' } }),
];

export const workspaces: readonly Workspace[] = [
  { path: '/home/ada/code/payments-api', name: 'payments-api', exists: true, branch: 'main' },
  { path: '/home/ada/code/web-console', name: 'web-console', exists: true, branch: 'csp' },
];

export const doctor: Doctor = {
  runtimes: [
    {
      id: 'codex',
      name: 'Codex',
      found: '/home/ada/.local/bin/codex',
      version: '0.169.0',
      signedIn: true,
      problem: null,
      models: [
        { id: 'gpt-6.1-sol', label: 'GPT-6.1 Sol' },
        { id: 'gpt-6.1-luna', label: 'GPT-6.1 Luna' },
      ],
      newerThanDriven: null,
    },
    {
      id: 'claude-code',
      name: 'Claude Code',
      found: '/home/ada/.local/bin/claude',
      version: '2.1.330',
      signedIn: false,
      problem: { code: 'signed-out', run: 'claude' },
      models: [
        { id: 'opus', label: 'Opus' },
        { id: 'sonnet', label: 'Sonnet' },
      ],
      newerThanDriven: null,
    },
  ],
  path: { app: ['/usr/bin', '/bin'], shell: ['/home/ada/.local/bin', '/usr/bin', '/bin'] },
  shell: { file: '/bin/zsh', problem: null },
  tocHome: '/home/ada/.local/share/toc',
  supervisor: { pid: 4011, version: '0.1.0' },
  olderSupervisor: null,
  setAside: null,
};

export const info: Info = {
  version: '0.1.0',
  face: 'browser',
  platform: 'linux',
  tocHome: '/home/ada/.local/share/toc',
  home: '/home/ada',
  pid: 4002,
};

/** Tokens and their cost, exact unless told otherwise. */
export const aSum = (change: Partial<UsageSum> = {}): UsageSum => ({
  inputTokens: 120_000,
  cacheReadTokens: 2_000_000,
  cacheWriteTokens: 40_000,
  outputTokens: 30_000,
  reasoningTokens: 9000,
  totalTokens: 2_190_000,
  costUSD: 1.68,
  costKind: 'exact',
  unpricedTokens: 0,
  models: ['claude-opus-5-5'],
  reasons: [],
  ...change,
});

/** A report of nothing. */
export const usageOf = ({ timeZone }: UsageQuery): UsageReport => ({
  rows: [],
  total: aSum({
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    totalTokens: 0,
    costUSD: 0,
    models: [],
  }),
  timeZone: timeZone ?? 'UTC',
  complete: true,
});

/** Where the reading of logs stands: all is read, unless told otherwise. */
export const anIndex = (change: Partial<IndexState> = {}): IndexState => ({
  phase: 'idle',
  isCounted: true,
  folders: ['/home/ada/.codex/sessions', '/home/ada/.claude/projects'],
  files: { read: 1204, all: 1204 },
  bytes: { read: 812_400_000, all: 812_400_000 },
  problems: [],
  store: { path: '/home/ada/.local/share/toc/logs.db', bytes: 214_000_000 },
  failure: null,
  ...change,
});

/** A conversation somebody had in a plain terminal, `number` hours ago. */
export const aFound = (number: number, change: Partial<FoundConversation> = {}): FoundConversation => ({
  runtime: 'claude-code',
  conversationId: ConversationId.parse(`found-${String(number).padStart(6, '0')}`),
  parentId: null,
  forkOf: null,
  cwd: '/home/ada/code/web-console',
  cliVersion: '2.1.330',
  startedAt: before(60 * number + 12),
  endedAt: before(60 * number),
  model: 'claude-opus-5-5',
  title: `Found conversation ${number}`,
  bytes: 48_000,
  goneAt: null,
  totalTokens: 61_000,
  ...change,
});

/** What is kept of the log of such a conversation. */
export const aHead = (found: FoundConversation, steps = 0): LogHead => ({
  session: LogFacts.parse(found),
  log: { path: `/home/ada/.claude/${found.conversationId}.jsonl`, bytes: found.bytes, goneAt: found.goneAt },
  steps,
  skippedLines: 0,
  usage: aSum(),
});
