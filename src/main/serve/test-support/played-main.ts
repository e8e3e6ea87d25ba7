import { ORPCError } from '@orpc/client';
import type { Agent } from '#shared/contract/agents.ts';
import { ConversationId, RunId, SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { News } from '#shared/contract/system.ts';
import type { IndexState, Step } from '#shared/contract/transcripts.ts';
import type { RunCalls, RunRooms } from '../run-commands.ts';
import type { Piece } from '../transcript-command.ts';

export const STARTED = '2026-11-25T12:00:00.000Z';
export const ID = '01930000-0000-7000-8000-000000000001';
export const OTHER = '01930000-0000-7000-8000-000000000002';

/** A background run at work. */
export const sessionOf = (change: Partial<Session> = {}, ofRun: Partial<Session['run']> = {}): Session => ({
  id: SessionId.parse(ID),
  title: 'Mend the boiler',
  workspace: '/w',
  runtime: 'codex',
  runtimeVersion: '0.169.0',
  agent: null,
  agentNow: 'none',
  model: '',
  permission: 'ask',
  status: {
    word: 'Working',
    cause: { code: 'working', about: null },
    at: STARTED,
    evidence: [],
    quietSince: null,
  },
  conversations: [{ id: ConversationId.parse('cafe-1'), saved: true, boundAt: STARTED }],
  run: {
    id: RunId.parse(ID),
    kind: 'background',
    live: true,
    pid: 7,
    startedAt: STARTED,
    hasScreen: false,
    lastRestart: false,
    result: null,
    ...ofRun,
  },
  notes: [],
  createdAt: STARTED,
  updatedAt: STARTED,
  ...change,
});

export const working = sessionOf();

/** It stands so. */
export const withStatus = (word: Session['status']['word'], cause: Session['status']['cause']) => ({
  status: { ...working.status, word, cause },
});

export const ended = sessionOf(withStatus('Ended', { code: 'completed' }), {
  live: false,
  result: { text: 'All mended.\u001b[2J', isError: false },
});

export const failed = sessionOf(withStatus('Failed', { code: 'run-failed', message: 'no \u001b[2Jcredit' }), {
  live: false,
  result: { text: 'no credit', isError: true },
});

const index: IndexState = {
  phase: 'idle',
  isCounted: true,
  folders: [],
  files: { read: 0, all: 0 },
  bytes: { read: 0, all: 0 },
  problems: [],
  store: { path: '/', bytes: 0 },
  failure: null,
};

/** A step, a second after the one before. */
export const stepOf = (seq: number, change: Partial<Step> = {}): Step => ({
  seq,
  at: `2026-11-25T12:00:0${seq}.000Z`,
  kind: 'tool',
  exitCode: null,
  success: null,
  ...change,
});

/** What happens while somebody listens. */
type Happening =
  | { readonly session: Session }
  | { readonly steps: readonly Step[] }
  | { readonly lost: true };

/** What is there, and what happens. */
export interface World {
  readonly sessions?: readonly Session[];
  readonly agents?: readonly Agent[];
  readonly happens?: readonly Happening[];
  /** What the log holds when all is read. */
  readonly inLog?: readonly Step[];
  readonly face?: 'electron' | 'command';
  readonly begun?: Session;
  readonly stdin?: string;
  readonly refused?: Error;
  readonly asJson?: boolean;
}

/** An agent as far as its name and place go. */
export const agentOf = (name: string, workspace: string | null): Agent => ({
  state: 'broken',
  ref: { name, workspace },
  folder: '/x',
  file: '/x/agent.yaml',
  line: null,
  reason: '',
});

/** A main that plays what happens, and notes what it was asked to do. */
const mainOf = ({ sessions = [working], happens = [], inLog = [], begun = working, ...world }: World) => {
  const done: unknown[] = [];
  let agents = [...(world.agents ?? [agentOf('fixer', null)])];
  let steps: readonly Step[] = [];
  let isReading = false;
  const left = [...happens];
  async function* news(): AsyncGenerator<News, void> {
    yield { kind: 'hello' };
    for (let next = left.shift(); next; next = left.shift()) {
      if ('lost' in next) throw new Error('lost');
      if ('session' in next) yield { kind: 'session-changed', session: next.session };
      else {
        ({ steps } = next);
        yield { kind: 'logs-changed', conversations: ['cafe-1'], index };
      }
    }
  }
  async function* pieces(): AsyncGenerator<Piece, void> {
    yield { kind: 'steps', steps: inLog };
  }
  const act = async (name: string, asked: unknown): Promise<Session> => {
    if (world.refused) throw world.refused;
    done.push([name, asked]);
    return begun;
  };
  const calls: RunCalls = {
    agents: { list: async () => agents },
    sessions: {
      list: async () => sessions,
      runInBackground: (all) => {
        const { startKey: _, ...asked } = all;
        return act('run', asked);
      },
      continueInBackground: (asked) => act('continue', asked),
      resume: (asked) => act('resume', asked),
      stop: (asked) => act('stop', asked),
    },
    system: {
      news: async () => news(),
      info: async () => ({ face: world.face ?? 'electron' }),
      async addWorkspace({ path }) {
        done.push(['addWorkspace', path]);
        agents = [...agents, agentOf('fixer', path)];
      },
    },
    transcripts: {
      index: async () => void (isReading = true),
      async steps({ from }) {
        if (!isReading || steps.length === 0)
          throw new ORPCError('LOG_NOT_FOUND', { defined: true, data: { id: 'cafe-1' } });
        return steps.filter(({ seq }) => seq >= from);
      },
      read: async () => pieces(),
    },
  };
  return { calls, done };
};

/** Runs a command against a main that is lost where the world says so, and is then another. */
export const tried = async (command: (rooms: RunRooms) => Promise<number>, world: World = {}) => {
  const { calls, done } = mainOf(world);
  let [out, err] = ['', ''];
  const rooms: RunRooms = {
    context: {
      print: (text) => Number(((out += text), 0)),
      write: async (text) => void (out += text),
      complain: (text) => void (err += `${text}\n`),
    },
    async ask(question) {
      try {
        return await question(calls);
      } catch (problem) {
        if (problem instanceof Error && problem.message === 'lost') return question(calls);
        throw problem;
      }
    },
    input: async () => world.stdin ?? '',
    asJson: world.asJson ?? false,
  };
  const code = await command(rooms);
  return { code, out, err, done };
};
