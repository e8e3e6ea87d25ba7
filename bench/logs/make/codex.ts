import { join } from 'node:path';
import {
  NOTHING,
  type Answer,
  type Call,
  type CodexDialect,
  type CodexVersion,
  type Figures,
  type Fork,
  type Rollout,
} from './codex-lines.ts';
import { newCodex } from './codex-new.ts';
import { oldCodex } from './codex-old.ts';
import { createForkables, isForkNext } from './forkables.ts';
import { openLogWriter } from './log-writer.ts';
import { DAY, someBytes, someFolders, someOutput, somePicture, someTime, type World } from './world.ts';

const MODELS: Readonly<Record<CodexVersion, readonly [string, ...string[]]>> = {
  '0.98.0': ['gpt-5.2-codex', 'gpt-5-codex'],
  '0.130.0': ['gpt-5.5', 'gpt-5.2-codex'],
  '0.169.0': ['gpt-6.1-sol', 'gpt-5.5'],
};

interface Plan {
  readonly version: CodexVersion;
  readonly model: string;
  readonly cwd: string;
  readonly at: number;
  readonly bytes: number;
  readonly forkOf: Fork | null;
  readonly parent: string | null;
}

/** Where one log may be forked later: after each of its turns. */
type Forkable = readonly Fork[];

const dialectOf = (rollout: Rollout): CodexDialect =>
  rollout.version === '0.169.0' ? newCodex(rollout) : oldCodex(rollout, rollout.version !== '0.98.0');

const openRollout = ({ home, dice, texts }: World, plan: Plan): Rollout => {
  const id = dice.uuid7(plan.at);
  const [day = '', time = ''] = new Date(plan.at).toISOString().slice(0, 19).split('T');
  const name = `rollout-${day}T${time.replaceAll(':', '-')}-${id}.jsonl`;
  return {
    id,
    dice,
    texts,
    cwd: plan.cwd,
    version: plan.version,
    model: plan.model,
    writer: openLogWriter(join(home, 'sessions', ...day.split('-'), name)),
    now: plan.at,
    ordinal: 0,
    turn: '',
    turns: 0,
    total: plan.forkOf?.total ?? NOTHING,
    turnTotal: NOTHING,
    last: plan.forkOf?.last ?? NOTHING,
  };
};

/** A session whose lines are made one after the other; what it tells of tokens is told to the ledger too. */
const createSession = (world: World, plan: Plan) => {
  const { dice, texts, ledger } = world;
  const rollout = openRollout(world, plan);
  const dialect = dialectOf(rollout);
  /** Tokens that the model reads each time. */
  let context = 12_000;

  const figures = (): Figures => {
    const input = context + dice.between(20, 400);
    const cached = dice.chance(0.9) ? Math.floor((context * 0.96) / 128) * 128 : 0;
    const reasoning = dice.spread(160, 1, 20_000);
    const output = dice.spread(240, 0.9, 20_000) + reasoning;
    context = input + output;
    return { input, cached, output, reasoning };
  };
  const count = (at: number, { input, cached, output, reasoning }: Figures): void =>
    ledger.response(at, rollout.model, {
      input: input - cached,
      cacheRead: cached,
      cacheWrite: 0,
      output,
      reasoning,
    });
  const someCall = (): Call => {
    const id = `call_${dice.letters(24)}`;
    if (plan.parent === null && plan.version !== '0.98.0' && dice.chance(0.01)) {
      const task = { ...plan, parent: rollout.id, forkOf: null, at: rollout.now };
      const bytes = dice.spread(60_000, 0.6, 400_000);
      ledger.trap('sub-agents');
      const agent = writeSession(world, { ...task, bytes });
      rollout.now = agent.endedAt;
      return { id, kind: 'spawn', given: texts.prose(300), output: agent.id, exitCode: 0 };
    }
    if (dice.chance(0.18)) {
      const given = `*** Begin Patch\n*** Update File: src/main.ts\n@@\n${texts.code(dice.spread(1200, 1, 20_000))}\n*** End Patch`;
      return { id, kind: 'patch', given, output: '', exitCode: 0 };
    }
    const given = `rg -n "${texts.word()}" src/${texts.word()} | head -50 && sed -n '1,200p' ${texts.word()}.ts`;
    const output = someOutput(world, 1700);
    return { id, kind: 'command', given, output, exitCode: dice.chance(0.1) ? 1 : 0 };
  };
  const someAnswer = (call: Call | null): Answer => {
    const thought = dice.chance(0.75) ? `**${texts.prose(dice.spread(40, 0.5, 200))}**` : null;
    const sealed = `gAAAAAB${texts.base64(dice.spread(1600, 0.7, 20_000))}`;
    const speaks = call === null || dice.chance(0.2);
    const words = speaks ? texts.prose(dice.spread(call === null ? 900 : 160, 0.9, 9000)) : null;
    return { thought, sealed, words, call, figures: figures() };
  };
  const answer = (call: Call | null): Answer => {
    rollout.now += dice.spread(6000, 0.8, 120_000);
    const answered = someAnswer(call);
    count(dialect.answered(answered), answered.figures);
    return answered;
  };
  const compactWhenLarge = (): void => {
    if (context < 200_000) return;
    const used = figures();
    count(dialect.compacted(texts.prose(4000), used), used);
    ledger.trap('compactions');
    context = 14_000;
  };
  /** One question and its answer; `most`: a log of so many bytes is long enough. */
  const turn = (most: number): void => {
    rollout.now += dice.spread(90_000, 1.2, DAY / 4);
    rollout.turn = dice.uuid7(rollout.now);
    rollout.turns += 1;
    rollout.turnTotal = NOTHING;
    if (dice.chance(0.05)) rollout.model = dice.pick(MODELS[plan.version]);
    dialect.turnBegins(texts.prose(dice.spread(220, 1.2, 8000)), somePicture(world, 0.03));
    const isBrokenOff = dice.chance(0.03);
    for (let calls = dice.spread(6, 0.9, 60); calls > 0; calls -= 1) {
      const call = someCall();
      answer(call);
      rollout.now += dice.spread(900, 1.2, 60_000);
      const isLast = calls === 1 || rollout.writer.bytes() > most * 1.2;
      dialect.ended(call, isBrokenOff && isLast);
      context += Math.ceil(call.output.length / 4);
      compactWhenLarge();
      if (isLast) break;
    }
    const words = isBrokenOff ? '' : (answer(null).words ?? '');
    dialect.turnEnds(words, isBrokenOff);
  };
  return { rollout, dialect, turn };
};

/** Writes one session, and what its sub-agents write. */
function writeSession(
  world: World,
  plan: Plan,
): { readonly id: string; readonly endedAt: number; readonly forkable: Forkable } {
  const { rollout, dialect, turn } = createSession(world, plan);
  const { id, writer } = rollout;
  dialect.begin(plan);
  const most = writer.bytes() + plan.bytes;
  const forkable: Fork[] = [];
  do {
    turn(most);
    const { version, cwd, model, ordinal, total, last, now: at } = rollout;
    const place = { lines: writer.lines(), bytes: writer.bytes() };
    forkable.push({ id, path: writer.path, version, cwd, model, ...place, ordinal, total, last, at });
  } while (writer.bytes() < most);
  world.ledger.file(writer.close(rollout.now));
  return { id, endedAt: rollout.now, forkable };
}

/** Each generation often enough, however few sessions there are. */
const VERSIONS: readonly CodexVersion[] = ['0.169.0', '0.130.0', '0.98.0', '0.169.0', '0.130.0'];

/** Makes Codex's logs below a home of its. */
export const writeCodexLogs = (world: World): void => {
  const { dice, ledger, bytes } = world;
  const folders = someFolders(world);
  const forkables = createForkables<Fork>(dice, ['0.130.0', '0.169.0', '0.130.0', '0.98.0', '0.169.0']);
  for (let index = 0; ledger.truth.bytes < bytes; index += 1) {
    const size = someBytes(world);
    const version = VERSIONS[index % VERSIONS.length] ?? '0.169.0';
    const forkOf = isForkNext(index) ? forkables.take() : null;
    if (forkOf !== null) {
      ledger.trap('forks');
      const at = forkOf.at + dice.spread(3_600_000, 1, 3 * DAY);
      const plan = { ...forkOf, at, bytes: Math.min(size, 300_000), forkOf, parent: null };
      forkables.add(writeSession(world, plan).forkable);
      continue;
    }
    const model = dice.pick(MODELS[version]);
    const plan = { version, model, cwd: dice.pick(folders), at: someTime(dice), bytes: size };
    forkables.add(writeSession(world, { ...plan, forkOf: null, parent: null }).forkable);
  }
};

/** One Codex session of that size, as for a question about a single transcript; tells its id. */
export const writeLongRollout = (world: World): string => {
  const plan = {
    version: '0.169.0' as const,
    model: 'gpt-6.1-sol',
    cwd: '/home/dev/long',
    at: someTime(world.dice),
  };
  return writeSession(world, { ...plan, bytes: world.bytes, forkOf: null, parent: null }).id;
};
