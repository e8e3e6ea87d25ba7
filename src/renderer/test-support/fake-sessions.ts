import { implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session, Writer } from '#shared/contract/sessions.ts';
import { aBackgroundSession } from './eight-words.ts';
import * as day from './fixtures.ts';

/** What of a fake main its sessions need. */
export interface FakeSessions {
  sessions: Session[];
  /** Who writes every conversation already; null: nobody. */
  writer: Writer | null;
  /** Whether nothing can be started in the background. */
  launchFails: boolean;
  /** How Resume all ends. */
  resumed: { sessionId: SessionId; problem: string | null }[];
  /** Every call that changes something: its name and its input. */
  readonly asked: { readonly call: string; readonly input: unknown }[];
}

const os = implement(contract).sessions;

/** The calls that give sessions a process. */
const launches = (main: FakeSessions) => {
  const note = (call: string, input: unknown): void => {
    main.asked.push({ call, input });
  };
  const shown = (session: Session): Session => {
    main.sessions = [session, ...main.sessions.filter(({ id }) => id !== session.id)];
    return session;
  };
  const known = (id: string): Session | undefined => main.sessions.find((session) => session.id === id);
  return {
    start: os.start.handler(({ input }) => {
      note('sessions.start', { ...input, startKey: 'a key' });
      return shown(day.aSession(90, { title: input.agent.name, agent: input.agent }));
    }),
    runInBackground: os.runInBackground.handler(({ input, errors }) => {
      note('sessions.runInBackground', { ...input, startKey: 'a key' });
      if (main.launchFails) throw errors.SPAWN_FAILED({ data: { message: 'out of memory' } });
      return shown(aBackgroundSession(91, { title: input.agent.name, agent: input.agent }));
    }),
    continueInBackground: os.continueInBackground.handler(({ input, errors }) => {
      note('sessions.continueInBackground', input);
      if (main.writer && input.live.first === 'refuse') throw errors.ALREADY_LIVE({ data: main.writer });
      const session = known(input.sessionId);
      if (!session) throw errors.SESSION_NOT_FOUND();
      return shown({ ...aBackgroundSession(92), id: session.id, title: session.title });
    }),
    fork: os.fork.handler(({ input }) => {
      note('sessions.fork', input);
      return shown(day.aSession(93, { title: 'a copy' }));
    }),
    resume: os.resume.handler(({ input, errors }) => {
      note('sessions.resume', input);
      if (main.writer && input.live.first === 'refuse') throw errors.ALREADY_LIVE({ data: main.writer });
      const session = known(input.sessionId);
      if (!session) throw errors.SESSION_NOT_FOUND();
      return shown({ ...session, status: day.aSession(1).status, run: day.aSession(94).run });
    }),
    resumeFound: os.resumeFound.handler(({ input, errors }) => {
      note('sessions.resumeFound', input);
      if (main.writer && input.live.first === 'refuse') throw errors.ALREADY_LIVE({ data: main.writer });
      throw errors.CONVERSATION_NOT_FOUND();
    }),
    resumeAll: os.resumeAll.handler(() => {
      note('sessions.resumeAll', null);
      return main.resumed;
    }),
  };
};

/** What a fake main answers about sessions. */
export const sessionCalls = (main: FakeSessions) => ({
  ...launches(main),
  list: os.list.handler(() => main.sessions),
  reconcile: os.reconcile.handler(() => {
    main.asked.push({ call: 'sessions.reconcile', input: null });
    return main.sessions;
  }),
  stop: os.stop.handler(({ input, errors }) => {
    main.asked.push({ call: 'sessions.stop', input });
    const session = main.sessions.find(({ id }) => id === input.sessionId);
    if (!session) throw errors.SESSION_NOT_FOUND();
    return session;
  }),
  forget: os.forget.handler(({ input }) => {
    main.asked.push({ call: 'sessions.forget', input });
    return { id: input.sessionId };
  }),
});
