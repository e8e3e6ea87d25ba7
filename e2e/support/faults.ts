import { expect } from '@playwright/test';
import type { RunKind, Session } from '#shared/contract/sessions.ts';
import { RUNTIMES } from './desk.ts';
import { approve, begin, goOn, makeAgents, startFaceless, type Faceless, type Held } from './faceless.ts';
import { hold, run, say, type Gate, type Step } from './models/script.ts';
import type { RuntimeId, World } from './world.ts';

export const FIRST = 'It begins here.';
/** Both CLIs ask before they run it. */
const STEP = 'touch one-step';
export const LAST = 'And it ends here.';

const promptOf = ({ runtime }: Pick<Held, 'runtime'>): string =>
  `Remember the word heliotrope, ${runtime}, and tell a long story`;

/** Both runtimes in mid-turn: each has done a step, which is in its log, and waits for what the model says next. */
export interface Ground {
  readonly toc: Faceless;
  readonly world: World;
  readonly kind: RunKind;
  readonly held: readonly Held[];
  /** Lets the model end both turns. */
  readonly gate: Gate;
  /** Lets the model end the turn of one of them. */
  readonly gates: Readonly<Record<RuntimeId, Gate>>;
  /** How both stand, once both stand so. */
  stands(what: string | Readonly<Record<Held['runtime'], string>>): Promise<readonly Session[]>;
  /** Once what was said and done before is kept. */
  keeps(text: string | null): Promise<void>;
  /** How both stand now. */
  sessions(): Promise<readonly Session[]>;
  /** Goes on with both on this prompt. */
  asks(prompt: string): Promise<void>;
  /** Sends a signal to the process of each. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Goes on with both to the end of a turn; the model is sent what was said before, unless the CLI forgot it. */
  goesOn(forgot?: boolean): Promise<void>;
}

const begins = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`);

/** What is kept of a conversation: what was asked, said and done, one line each. */
const linesOf = async (toc: Faceless, { id }: Held): Promise<readonly string[]> =>
  (await toc.steps(id)).flatMap(({ kind, text, command }) => {
    if (kind === 'tool') return [command ?? ''];
    return kind === 'user' || kind === 'text' ? [text ?? ''] : [];
  });

export interface Wanted {
  /** The model's second answer; by itself it waits for the gate and ends the turn. */
  readonly second?: readonly Step[];
  /** What the model says last, where it says it. */
  readonly last?: string;
  readonly runtimes?: readonly RuntimeId[];
  /** What the CLIs show once they take a prompt, where it is not what the newest show. */
  readonly ready?: Readonly<Record<RuntimeId, RegExp>>;
  readonly unreachableSeconds?: number;
}

/** Starts both runtimes on a turn, each with its first step done. */
export const inMidTurn = async (
  world: World,
  kind: RunKind,
  { second, last = LAST, runtimes = RUNTIMES, ready, unreachableSeconds }: Wanted = {},
): Promise<Ground> => {
  const { models } = world;
  const gates = { codex: models.gate(), 'claude-code': models.gate() };
  for (const runtime of runtimes) {
    const answer = second ?? [hold(gates[runtime]), say(last)];
    models.when(new RegExp(promptOf({ runtime })), [say(FIRST), run(STEP)], answer);
  }
  const gate: Gate = {
    ...gates.codex,
    open() {
      for (const one of Object.values(gates)) one.open();
    },
  };
  models.when(/which word/, [say('The word was heliotrope.')]);
  const toc = await startFaceless(world, ready);
  await toc.calls().system.savePreferences({ unreachableSeconds });
  await makeAgents(toc, runtimes, kind);
  const held = await Promise.all(
    runtimes.map(async (runtime) => {
      const one = await begin(toc, { runtime, kind }, promptOf({ runtime }));
      if (kind === 'interactive') await approve(toc, one);
      await models.asked(new RegExp(promptOf(one)), 2);
      return one;
    }),
  );
  let times = 0;
  const ground: Ground = {
    toc,
    world,
    kind,
    held,
    gate,
    gates,
    stands: (what) =>
      Promise.all(
        held.map(({ id, runtime }) => toc.until(id, begins(typeof what === 'string' ? what : what[runtime]))),
      ),
    async keeps(text) {
      for (const one of held) {
        const kept = [promptOf(one), FIRST, STEP, ...(text === null ? [] : [text])];
        // Until its log was found there is nothing to read.
        await expect(async () => expect(await linesOf(toc, one)).toEqual(kept)).toPass({ timeout: 20_000 });
      }
    },
    sessions: () => Promise.all(held.map(({ id }) => toc.session(id))),
    asks: (prompt) => Promise.all(held.map((one) => goOn(toc, one, prompt))).then(() => {}),
    async signal(signal) {
      for (const { id } of held) process.kill(await toc.pidOf(id), signal);
    },
    async goesOn(forgot = false) {
      times += 1;
      await Promise.all(
        held.map(async (one) => {
          const prompt = `Tell ${one.runtime} which word it was ${times}`;
          await goOn(toc, one, prompt);
          const request = await models.asked(new RegExp(prompt));
          const said = request.turns.map(({ text }) => text).join('\n');
          expect(said).toContain(promptOf(one));
          expect(said.includes(FIRST)).toBe(!forgot);
          await toc.until(
            one.id,
            kind === 'background' ? /^Ended: The runtime said/ : /^Idle: Its turn is over/,
          );
        }),
      );
    },
  };
  // As main has it too, before anything is done to it.
  if (second === undefined) await ground.stands('Working: ');
  await ground.keeps(null);
  return ground;
};

/** The first of the facts that settled a status. */
export const sourceOf = ({ status }: Session): string =>
  status.evidence.find(({ decisive }) => decisive)?.source ?? 'none';
