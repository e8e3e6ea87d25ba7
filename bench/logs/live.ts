import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { uuid7 } from '#main/machine/uuid.ts';
import { ConversationId } from '#shared/contract/ids.ts';
import { median } from '../figures.ts';
import type { Bench } from './bench.ts';
import { tocEnvironment } from './index.ts';
import { openMain } from './main-process.ts';
import { FORMATS, homeOf } from './make/tree.ts';
import { longLogs, type LongLogs } from './places.ts';
import { aimed, duration } from './rows.ts';

type Main = Awaited<ReturnType<typeof openMain>>;

const LINES = 20;
const SEEN_AIM = 50;
const STEPS_AIM = 100;
/** As a window asks for them. */
const PAGE = 100;

/** A log that grows while main runs. */
interface Growing {
  readonly name: string;
  readonly path: string;
  /** The next line, which tells of one more response with one token of output. */
  readonly line: (count: number) => object;
}

const now = (): string => new Date().toISOString();

const growingRollout = (home: string): Growing => {
  const id = uuid7(Date.now());
  const [day = '', time = ''] = now().slice(0, 19).split('T');
  const folder = join(home, 'sessions', ...day.split('-'));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `rollout-${day}T${time.replaceAll(':', '-')}-${id}.jsonl`);
  const meta = { id, timestamp: now(), cwd: '/home/dev/live', cli_version: '0.169.0', source: 'cli' };
  const begin = [
    { timestamp: now(), ordinal: 0, type: 'session_meta', payload: meta },
    { timestamp: now(), ordinal: 1, type: 'turn_context', payload: { model: 'gpt-6.1-sol' } },
  ];
  writeFileSync(path, begin.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const usage = { input_tokens: 0, cached_input_tokens: 0, output_tokens: 1, total_tokens: 1 };
  return {
    name: 'Codex',
    path,
    line: (count) => ({
      timestamp: now(),
      ordinal: count + 2,
      type: 'token_usage_record',
      payload: { thread_id: id, response_id: `resp_${randomUUID()}`, usage },
    }),
  };
};

const growingTranscript = (home: string): Growing => {
  const sessionId = randomUUID();
  const folder = join(home, 'projects', '-home-dev-live');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${sessionId}.jsonl`);
  const where = { userType: 'external', cwd: '/home/dev/live', sessionId, version: '2.1.330' };
  const head = { parentUuid: null, isSidechain: false };
  const message = { role: 'user', content: 'Go on' };
  const prompt = { ...head, type: 'user', message, uuid: randomUUID(), timestamp: now(), ...where };
  writeFileSync(path, `${JSON.stringify(prompt)}\n`);
  const content = [{ type: 'text', text: 'So be it.' }];
  const usage = {
    input_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 1,
  };
  const answer = { type: 'message', role: 'assistant', model: 'claude-opus-5-5', content };
  return {
    name: 'Claude Code',
    path,
    line: () => ({
      ...head,
      message: { id: `msg_${randomUUID()}`, ...answer, stop_reason: 'end_turn', usage },
      requestId: `req_${randomUUID()}`,
      type: 'assistant',
      uuid: randomUUID(),
      timestamp: now(),
      ...where,
    }),
  };
};

/** The logs of the tree and the large ones, by links, and beside them two that grow. */
const openLive = ({ tree, work }: Bench, long: LongLogs) => {
  const folder = work.fresh('live');
  for (const [format, name] of [
    ['codex', 'sessions'],
    ['claude', 'projects'],
  ] as const) {
    const logs = join(homeOf(folder, format), name);
    mkdirSync(logs, { recursive: true });
    symlinkSync(join(homeOf(tree.folder, format), name), join(logs, 'tree'));
    symlinkSync(join(homeOf(long.folder, format), name), join(logs, 'long'));
  }
  const growing = [growingRollout(homeOf(folder, 'codex')), growingTranscript(homeOf(folder, 'claude'))];
  return { folder, growing };
};

/** Milliseconds until a report of today, asked for again and again, tells of a line that was just written. */
const untilSeen = async ({ calls }: Main, { path, line }: Growing, count: number): Promise<number> => {
  const today = now().slice(0, 10);
  const output = async (): Promise<number> => {
    const query = { by: 'day', since: today, until: today, timeZone: 'UTC' } as const;
    return (await calls.usage.report(query)).total.outputTokens;
  };
  const wanted = (await output()) + 1;
  const began = performance.now();
  appendFileSync(path, `${JSON.stringify(line(count))}\n`);
  while ((await output()) < wanted) {
    if (performance.now() - began > 10_000) throw new Error(`A line of ${path} was not seen within 10 s.`);
  }
  return performance.now() - began;
};

const lines = async ({ add, keep }: Bench, main: Main, growing: readonly Growing[]): Promise<void> => {
  for (const log of growing) {
    const times: number[] = [];
    for (let count = 0; count < LINES; count += 1) times.push(await untilSeen(main, log, count));
    keep(`one more line, ${log.name}`, times);
    const worst = Math.max(...times);
    add({
      what: `one more line in a ${log.name} log, until main's report of today has it`,
      by: 'toc',
      wall: `${duration(median(times))}, at worst of ${LINES} ${duration(worst)}`,
      aim: aimed(`< ${SEEN_AIM} ms`, median(times) < SEEN_AIM),
    });
  }
};

const firstSteps = async ({ add, keep, options }: Bench, main: Main, long: LongLogs): Promise<void> => {
  for (const format of FORMATS) {
    const conversationId = ConversationId.parse(long.ids[format]);
    const times: number[] = [];
    for (let count = 0; count < LINES; count += 1) {
      const began = performance.now();
      const head = await main.calls.transcripts.head({ conversationId });
      const steps = await main.calls.transcripts.steps({ conversationId, from: 0, limit: PAGE });
      times.push(performance.now() - began);
      if (steps.length < PAGE || head.steps < PAGE) throw new Error('The long transcript has no steps.');
    }
    keep(`first steps, ${format}`, times);
    const [first = 0] = times;
    add({
      what: `head and first ${PAGE} steps of an indexed ${format} log of ${options.long} MB`,
      by: 'toc',
      wall: `the first time ${duration(first)}, then ${duration(median(times))}`,
      aim: aimed(`< ${STEPS_AIM} ms`, first < STEPS_AIM),
    });
  }
};

/** A running main while logs grow and a large one is opened. */
export const live = async (bench: Bench): Promise<void> => {
  const { options, kept } = bench;
  const long = longLogs(options);
  const { folder, growing } = openLive(bench, long);
  const home = await kept.home();
  const env = tocEnvironment(bench, folder, home);
  const reading = await openMain(env);
  // The large ones are indexed by a main of their own, so that nothing of them is in memory.
  await reading.settled();
  await reading.close();
  const main = await openMain(env);
  try {
    await main.settled();
    // A window shows a list before anybody can choose from it.
    await main.calls.transcripts.found({ runtime: null, cwd: null, before: null, limit: PAGE });
    await firstSteps(bench, main, long);
    await lines(bench, main, growing);
  } finally {
    await main.close();
    rmSync(home, { recursive: true });
  }
};
