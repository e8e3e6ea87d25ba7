import { ORPCError } from '@orpc/client';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Step } from '#shared/contract/transcripts.ts';
import type { Piece } from './transcript-command.ts';

/** What is asked of main. */
export interface StepCalls {
  readonly transcripts: {
    /** Begins to read logs where nobody does. */
    index(): Promise<unknown>;
    steps(asked: { conversationId: ConversationId; from: number; limit: number }): Promise<readonly Step[]>;
    read(what: { by: 'id'; id: string }): Promise<AsyncIterable<Piece>>;
  };
}

const PAGE = 500;

/** A conversation that was begun just now has no log yet. */
const noLogYet = (problem: unknown): readonly Step[] => {
  if (problem instanceof ORPCError && problem.code === 'LOG_NOT_FOUND') return [];
  throw problem;
};

/**
 * Shows each step of a session's newest run once, and again when more of it is known: a command that ends, say. It
 * outlives the connection: with another main it goes on where it stopped.
 */
export const createShownSteps = (show: (step: Step) => Promise<void>) => {
  let conversation: ConversationId | undefined;
  let shown = new Map<number, string>();
  /** The first steps that may still change. */
  let open = new Set<number>();
  /** The first step of this run; what an earlier run did is in the transcript. */
  let first: number | null = null;
  let last = 0;
  const enter = (id: ConversationId): void => {
    if (conversation === id) return;
    conversation = id;
    [shown, open, first, last] = [new Map(), new Set(), null, 0];
  };
  const take = async (step: Step, since: string): Promise<void> => {
    last = Math.max(last, step.seq);
    if (first === null && (step.at === null || step.at >= since)) first = step.seq;
    if (first === null || step.seq < first) return;
    if (step.note === 'running') open.add(step.seq);
    else open.delete(step.seq);
    const text = JSON.stringify(step);
    if (shown.get(step.seq) === text) return;
    shown.set(step.seq, text);
    await show(step);
  };
  return {
    /** Shows what is new in the store. */
    async more(calls: StepCalls, { conversations, run }: Session): Promise<void> {
      const id = conversations.at(-1)?.id;
      if (id === undefined) return;
      enter(id);
      for (let from = Math.min(last, ...open); ;) {
        const page = await calls.transcripts.steps({ conversationId: id, from, limit: PAGE }).catch(noLogYet);
        for (const step of page) await take(step, run.startedAt);
        if (page.length < PAGE) return;
        from = (page.at(-1)?.seq ?? last) + 1;
      }
    },
    /** Shows the rest, when the log grows no more: main reads to its end first. */
    async rest(calls: StepCalls, { conversations, run }: Session): Promise<void> {
      const id = conversations.at(-1)?.id;
      if (id === undefined) return;
      enter(id);
      try {
        for await (const piece of await calls.transcripts.read({ by: 'id', id })) {
          if (piece.kind !== 'steps') continue;
          for (const step of piece.steps) await take(step, run.startedAt);
        }
      } catch (problem) {
        noLogYet(problem);
      }
    },
  };
};
