import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { createSessions } from '../sessions.ts';
import { testRooms } from './rooms.ts';

export const REFUSE = { first: 'refuse' } as const;
export const END_OURS = { first: 'end-ours' } as const;
const key = (digit: number): string => `6f7c2b0e-0000-4000-8000-00000000000${digit}`;
export const CLEAN = { code: 0, signal: null, at: 9, stopped: null } as const;

/** Sessions over terminals without processes, with the words for background runs. */
export const backgroundRuns = (runtime: 'codex' | 'claude-code' = 'codex') => {
  const made = testRooms(runtime);
  const { rooms, workspace, time } = made;
  const sessions = createSessions(rooms);
  const agent = { workspace, name: 'helper' };
  const run = async (digit = 1, prompt = 'Mend the door.'): Promise<Session> => {
    const request = { startKey: key(digit), agent, workspace: null, title: null, prompt };
    const started = await sessions.start(request);
    if (!started.ok) throw new Error(started.error.code);
    return started.value;
  };
  const fileOf = (session: Session, name: string): string => join(rooms.runsFolder, session.run.id, name);
  const prints = (session: Session, ...events: readonly object[]): void =>
    appendFileSync(fileOf(session, 'events.jsonl'), events.map((one) => `${JSON.stringify(one)}\n`).join(''));
  /** How a session stands, a moment later. */
  const stands = (session: Session) => async () => {
    time.tick();
    const now = (await sessions.list()).find(({ id }) => id === session.id);
    return now && [now.status.word, now.status.cause.code, now.run.result?.text ?? null];
  };
  return {
    ...made,
    sessions,
    run,
    fileOf,
    prints,
    stands,
    /** A run that said "Done." in the conversation thread-1, which its CLI has kept, and ended. */
    async done(): Promise<Session> {
      const session = await run();
      await expect.poll(() => made.recorded.begun.length).toBe(1);
      made.facts.saved.add('thread-1');
      prints(session, begun('thread-1'), message('Done.'), completed);
      made.recorded.exit(session.run.id, CLEAN);
      await expect.poll(stands(session)).toEqual(['Ended', 'completed', 'Done.']);
      return session;
    },
  };
};

/** What Codex prints first. */
export const begun = (id: string) => ({ type: 'thread.started', thread_id: id });
export const message = (text: string) => ({
  type: 'item.completed',
  item: { id: 'item_0', type: 'agent_message', text },
});
export const completed = {
  type: 'turn.completed',
  usage: { input_tokens: 1, cached_input_tokens: 0, output_tokens: 1 },
};
