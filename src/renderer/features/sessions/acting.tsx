import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { ConversationId, SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { ContinueDialog } from './continue-dialog.tsx';
import { forgettableKey, useForget, type Forgettable } from './forgetting.ts';
import { END_OURS, REFUSE } from './live-process.ts';
import { ActingContext, type Act, type Acting } from './use-acting.ts';

interface Attempt {
  readonly act: Act;
  /** Undefined while it is under way. */
  readonly problem?: unknown;
}

type Attempts = ReadonlyMap<string, Attempt>;

const withAttempt = (attempts: Attempts, id: string, attempt: Attempt | null): Attempts => {
  const next = new Map(attempts);
  if (attempt) next.set(id, attempt);
  else next.delete(id);
  return next;
};

/** The attempts so far, and how to make one: many may be under way, each told by its own id. */
const useAttempts = () => {
  const [attempts, setAttempts] = useState<Attempts>(new Map());
  const note = useCallback(
    (id: string, attempt: Attempt | null) => setAttempts((known) => withAttempt(known, id, attempt)),
    [],
  );
  const attempt = useCallback(
    async (act: Act, id: string, work: () => Promise<unknown>, done: () => void): Promise<boolean> => {
      note(id, { act });
      try {
        await work();
      } catch (problem) {
        note(id, { act, problem });
        return false;
      }
      note(id, null);
      done();
      return true;
    },
    [note],
  );
  return { attempts, note, attempt };
};

export interface ActingProviderProps {
  readonly onOpen: (session: SessionId) => void;
  readonly onGone: (what: Forgettable) => void;
  readonly onRead: (conversation: ConversationId, title: string | null) => void;
  readonly children: ReactNode;
}

const nothing = (): void => {};

/** Lets every component below act on sessions; attempts are shared, so that each of them shows the same. */
export const ActingProvider = ({ onOpen, onGone, onRead, children }: ActingProviderProps) => {
  const { client } = useBridge();
  const { attempts, note, attempt } = useAttempts();
  const { mutateAsync: forget } = useForget();
  const [continuing, setContinuing] = useState<readonly Session[] | null>(null);

  const acting = useMemo((): Acting => {
    const calls = client.sessions;
    const opening = (act: Act, id: string, work: () => Promise<Session>): void => {
      let opened: Session | null = null;
      void attempt(
        act,
        id,
        async () => {
          opened = await work();
        },
        () => opened && onOpen(opened.id),
      );
    };
    return {
      stop: (sessionId) => void attempt('stop', sessionId, () => calls.stop({ sessionId }), nothing),
      resume: (sessionId, { agent = 'kept', live = REFUSE } = {}) =>
        opening(live.first === 'refuse' ? 'resume' : 'take-over', sessionId, () =>
          calls.resume({ sessionId, agent, live }),
        ),
      resumeFound: (runtime, conversationId, live = REFUSE) =>
        opening(live.first === 'refuse' ? 'resume' : 'take-over', conversationId, () =>
          calls.resumeFound({ runtime, conversationId, live }),
        ),
      takeOver: (sessionId) =>
        opening('take-over', sessionId, () => calls.resume({ sessionId, agent: 'kept', live: END_OURS })),
      continueWith: ({ id: sessionId, run }, prompt, live = run.live ? END_OURS : REFUSE) =>
        attempt(
          'continue',
          sessionId,
          () => calls.continueInBackground({ sessionId, agent: 'kept', prompt, live }),
          nothing,
        ),
      askToContinue: setContinuing,
      fork: (what) =>
        opening('fork', what.of === 'session' ? what.sessionId : what.conversationId, () => calls.fork(what)),
      forget: (what) =>
        void attempt(
          'forget',
          forgettableKey(what),
          () => forget(what),
          () => onGone(what),
        ),
      open: onOpen,
      read: onRead,
      under: (id) => {
        const known = attempts.get(id);
        return known !== undefined && known.problem === undefined ? known.act : null;
      },
      problem: (id) => attempts.get(id)?.problem,
      dismiss: (id) => note(id, null),
    };
  }, [attempts, attempt, note, client, forget, onOpen, onGone, onRead]);

  return (
    <ActingContext value={acting}>
      {children}
      {continuing && <ContinueDialog sessions={continuing} onClose={() => setContinuing(null)} />}
    </ActingContext>
  );
};
