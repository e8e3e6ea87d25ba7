import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Answer, ClaudeDialect, ClaudeVersion, Figures, Fork, Track, Use } from './claude-lines.ts';
import { newClaude } from './claude-new.ts';
import { oldClaude } from './claude-old.ts';
import { agentAnswered, agentUse, someUse } from './claude-uses.ts';
import { createForkables, isForkNext } from './forkables.ts';
import { openLogWriter } from './log-writer.ts';
import { DAY, someBytes, someFolders, somePicture, someTime, type World } from './world.ts';

interface Plan {
  readonly version: ClaudeVersion;
  readonly model: string;
  readonly cwd: string;
  readonly at: number;
  readonly bytes: number;
  readonly forkOf: Fork | null;
}

const MODELS: Readonly<Record<ClaudeVersion, readonly [string, ...string[]]>> = {
  '1.0.128': ['claude-sonnet-4-20250514', 'claude-opus-4-1-20250805'],
  '2.0.76': ['claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'],
  '2.1.330': ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'],
};

const dialectOf = (track: Track): ClaudeDialect =>
  track.version === '2.1.330' ? newClaude(track) : oldClaude(track);

const projectOf = (home: string, cwd: string): string =>
  join(home, 'projects', cwd.replaceAll(/[^A-Za-z0-9]/g, '-'));

const NONE: Figures = { input: 0, written: 0, writtenForAnHour: 0, read: 0, output: 0, thinking: 0 };

const plus = (one: Figures, other: Figures): Figures => ({
  input: one.input + other.input,
  written: one.written + other.written,
  writtenForAnHour: one.writtenForAnHour + other.writtenForAnHour,
  read: one.read + other.read,
  output: one.output + other.output,
  thinking: one.thinking + other.thinking,
});

type Used = Record<string, Figures>;

/** What the model says beside its calls, part by part. */
const someParts = (
  { dice, texts }: World,
  isLast: boolean,
): { readonly parts: object[]; readonly thinks: boolean } => {
  const thinks = dice.chance(0.4);
  const thinking = (): object => ({
    type: 'thinking',
    thinking: texts.prose(dice.spread(500, 1, 6000)),
    signature: texts.base64(dice.spread(700, 0.8, 8000)),
  });
  const speaks = isLast || dice.chance(0.35);
  const words = (): object => ({
    type: 'text',
    text: texts.prose(dice.spread(isLast ? 900 : 160, 0.9, 9000)),
  });
  return { parts: [...(thinks ? [thinking()] : []), ...(speaks ? [words()] : [])], thinks };
};

/** A conversation whose lines are made one after the other; what it tells of tokens is told to the ledger too. */
const createTalk = (world: World, track: Track, used: Used) => {
  const { dice, texts, ledger } = world;
  const dialect = dialectOf(track);
  /** Tokens that the model reads each time. */
  let context = 18_000;

  const figures = (thinks: boolean): Figures => {
    const written = dice.between(100, 6000);
    const read = context;
    context += written;
    const thinking = thinks && track.version === '2.1.330' ? dice.spread(150, 0.8, 8000) : 0;
    const writtenForAnHour = dice.chance(0.3) ? written : 0;
    const output = dice.spread(220, 1, 16_000) + thinking;
    return { input: dice.between(1, 12), written, writtenForAnHour, read, output, thinking };
  };
  const answer = (uses: readonly Use[]): Answer => {
    track.now += dice.spread(7000, 0.8, 120_000);
    const { parts, thinks } = someParts(world, uses.length === 0);
    const calls = uses.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input }));
    const given: Answer = {
      id: `msg_01${dice.letters(22)}`,
      requestId: `req_011C${dice.letters(20)}`,
      model: track.model,
      blocks: [...parts, ...calls],
      stop: uses.length === 0 ? 'end_turn' : 'tool_use',
      figures: figures(thinks),
    };
    const { input, written, read, output, thinking } = given.figures;
    const at = dialect.answered(given);
    ledger.trap('lines that repeat their answer', given.blocks.length - 1);
    ledger.response(at, track.model, {
      input,
      cacheRead: read,
      cacheWrite: written,
      output,
      reasoning: thinking,
    });
    used[track.model] = plus(used[track.model] ?? NONE, given.figures);
    return given;
  };
  const result = (use: Use): void => {
    track.now += dice.spread(900, 1.2, 60_000);
    dialect.result(use);
  };
  const compactWhenLarge = (): void => {
    if (context < 160_000) return;
    dialect.compacted(texts.prose(6000));
    ledger.trap('compactions');
    context = 20_000;
  };
  return { dialect, answer, result, compactWhenLarge };
};

/** The log that a sub-agent writes into: in 1.0 its parent's. */
const agentTrack = ({ home, dice }: World, parent: Track, id: string): Track => {
  const { version, sessionId, cwd, writer } = parent;
  const started = { ...parent, agentId: id, parent: null, model: dice.pick(MODELS[version]) };
  if (version === '1.0.128') return { ...started, writer };
  const project = projectOf(home, cwd);
  const folder = version === '2.0.76' ? project : join(project, sessionId, 'subagents');
  return { ...started, writer: openLogWriter(join(folder, `agent-${id}.jsonl`)) };
};

const closeAgent = ({ ledger }: World, parent: Track, track: Track): void => {
  parent.now = track.now;
  if (track.writer === parent.writer) return;
  ledger.file(track.writer.close(track.now));
  if (track.version !== '2.1.330') return;
  const meta = { agentType: 'general-purpose', description: 'Look closer', spawnDepth: 1, finished: true };
  const name = `agent-${track.agentId}.meta.json`;
  writeFileSync(join(dirname(track.writer.path), name), JSON.stringify(meta));
};

interface Task {
  readonly id: string;
  readonly prompt: string;
  readonly calls: number;
}

/** A sub-agent's work from its task to its answer; tells the output of that. */
const agentWork = (world: World, parent: Track, used: Used, { id, prompt, calls }: Task): number => {
  const track = agentTrack(world, parent, id);
  const { dialect, answer, result } = createTalk(world, track, used);
  dialect.begin(null);
  dialect.prompt(prompt, null);
  for (let left = calls; left > 0; left -= 1) {
    const use = someUse(world, track);
    answer([use]);
    result(use);
  }
  const { output } = answer([]).figures;
  closeAgent(world, parent, track);
  return output;
};

const agentId = ({ dice }: World, { version }: Track): string =>
  version === '2.0.76' ? dice.hex(7) : `a${dice.hex(16)}`;

/** 2.0 asks two sub-agents for nothing at every start. */
const warmUp = (world: World, track: Track, used: Used): void => {
  if (track.version !== '2.0.76') return;
  world.ledger.trap('warm-ups', 2);
  for (let warmups = 2; warmups > 0; warmups -= 1)
    agentWork(world, track, used, { id: agentId(world, track), prompt: 'Warmup', calls: 0 });
};

/** One question and its answer; `most`: a log of so many bytes is long enough. */
const turn = (
  world: World,
  track: Track,
  used: Used,
  talk: ReturnType<typeof createTalk>,
  most: number,
): void => {
  const { dice, texts, ledger } = world;
  const { dialect, answer, result, compactWhenLarge } = talk;
  track.now += dice.spread(90_000, 1.2, DAY / 4);
  dialect.prompt(texts.prose(dice.spread(220, 1.2, 8000)), somePicture(world, 0.02));
  const isBrokenOff = dice.chance(0.02);
  for (let calls = dice.spread(6, 0.9, 60); calls > 0; calls -= 1) {
    if (dice.chance(0.02)) {
      ledger.trap('sub-agents');
      const task = { id: agentId(world, track), prompt: texts.prose(300), calls: dice.spread(4, 0.7, 20) };
      const use = agentUse(world, track, task.prompt);
      answer([use]);
      const output = agentWork(world, track, used, task);
      result(agentAnswered(use, world, track, { ...task, output }));
    } else {
      const several = dice.chance(0.15) ? dice.between(2, 4) : 1;
      const uses = Array.from({ length: several }, () => someUse(world, track));
      answer(uses);
      uses.forEach(result);
    }
    compactWhenLarge();
    if (track.writer.bytes() > most * 1.2) break;
  }
  if (isBrokenOff) dialect.brokenOff();
  else answer([]);
  if (dice.chance(0.02)) {
    dialect.failed();
    ledger.trap('answers of no model');
  }
  dialect.turnEnds();
};

type Forkable = readonly Fork[];

/** Writes one session, and what its sub-agents write. */
const writeSession = (
  world: World,
  plan: Plan,
): { readonly sessionId: string; readonly forkable: Forkable } => {
  const { home, dice, texts, ledger } = world;
  const { version, model, cwd, forkOf } = plan;
  const sessionId = dice.uuid4();
  const writer = openLogWriter(join(projectOf(home, cwd), `${sessionId}.jsonl`));
  const who = { version, cwd, sessionId, agentId: null, model };
  const track: Track = { writer, dice, texts, ...who, now: plan.at, parent: null };
  const used: Used = {};
  const talk = createTalk(world, track, used);
  talk.dialect.begin(forkOf);
  warmUp(world, track, used);
  const most = writer.bytes() + plan.bytes;
  const forkable: Fork[] = [];
  do {
    turn(world, track, used, talk, most);
    const place = { lines: writer.lines(), bytes: writer.bytes(), parent: track.parent, at: track.now };
    forkable.push({ sessionId, path: writer.path, version, cwd, model, ...place });
  } while (writer.bytes() < most);
  talk.dialect.end(used);
  ledger.file(writer.close(track.now));
  return { sessionId, forkable };
};

/** Each generation often enough, however few sessions there are. */
const VERSIONS: readonly ClaudeVersion[] = ['2.1.330', '2.0.76', '2.1.330', '1.0.128', '2.0.76'];

/** Makes Claude Code's logs below a home of its. */
export const writeClaudeLogs = (world: World): void => {
  const { dice, ledger, bytes } = world;
  const folders = someFolders(world);
  const forkables = createForkables<Fork>(dice, ['2.1.330', '2.0.76', '2.1.330', '1.0.128', '2.0.76']);
  for (let index = 0; ledger.truth.bytes < bytes; index += 1) {
    const size = someBytes(world);
    const version = VERSIONS[index % VERSIONS.length] ?? '2.1.330';
    const forkOf = isForkNext(index) ? forkables.take() : null;
    if (forkOf !== null) {
      ledger.trap('forks');
      const at = forkOf.at + dice.spread(3_600_000, 1, 3 * DAY);
      forkables.add(writeSession(world, { ...forkOf, at, bytes: Math.min(size, 300_000), forkOf }).forkable);
      continue;
    }
    const plan = { version, model: dice.pick(MODELS[version]), cwd: dice.pick(folders), at: someTime(dice) };
    forkables.add(writeSession(world, { ...plan, bytes: size, forkOf: null }).forkable);
  }
};

/** One transcript of that size, as for a question about a single one; tells its id. */
export const writeLongTranscript = (world: World): string => {
  const plan = { version: '2.1.330' as const, model: 'claude-opus-5-5', cwd: '/home/dev/long' };
  return writeSession(world, { ...plan, at: someTime(world.dice), bytes: world.bytes, forkOf: null })
    .sessionId;
};
