import { useMutation } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { ConversationId, SessionId } from '#shared/contract/ids.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { forgettableKey, useForget, type Forgettable } from './forgetting.ts';

type Act = 'stop' | 'resume' | 'forget';

interface Attempt {
  readonly act: Act;
  /** Undefined while it is under way. */
  readonly problem?: unknown;
}

/** What can be done to a session, and how the last attempt went. */
export interface Acting {
  readonly stop: (id: SessionId) => void;
  readonly resume: (id: SessionId, agent?: 'kept' | 'current') => void;
  readonly forget: (what: Forgettable) => void;
  readonly open: (id: SessionId) => void;
  /** Shows what a conversation's log tells. */
  readonly read: (conversation: ConversationId, title: string | null) => void;
  /** What is under way for a session, or for a conversation that is no session's. */
  readonly under: (id: string) => Act | null;
  /** Why the last attempt failed, until it is dismissed or tried again. */
  readonly problem: (id: string) => unknown;
  readonly dismiss: (id: string) => void;
}

const ActingContext = createContext<Acting | null>(null);

type Attempts = ReadonlyMap<string, Attempt>;

const withAttempt = (attempts: Attempts, id: string, attempt: Attempt | null): Attempts => {
  const next = new Map(attempts);
  if (attempt) next.set(id, attempt);
  else next.delete(id);
  return next;
};

/** Lets every component below act on sessions; attempts are shared, so that each of them shows the same. */
export const ActingProvider = ({
  onOpen,
  onGone,
  onRead,
  children,
}: {
  readonly onOpen: (session: SessionId) => void;
  readonly onGone: (what: Forgettable) => void;
  readonly onRead: (conversation: ConversationId, title: string | null) => void;
  readonly children: ReactNode;
}) => {
  const api = useApi();
  const [attempts, setAttempts] = useState<Attempts>(new Map());
  const note = useCallback(
    (id: string, attempt: Attempt | null) => setAttempts((known) => withAttempt(known, id, attempt)),
    [],
  );
  const { mutate: stop } = useMutation(api.sessions.stop.mutationOptions());
  const { mutate: resume } = useMutation(api.sessions.resume.mutationOptions());
  const { mutate: forget } = useForget();

  const acting = useMemo((): Acting => {
    const followed = (act: Act, id: string, done: () => void = () => {}) => {
      note(id, { act });
      return {
        onSuccess: () => {
          note(id, null);
          done();
        },
        onError: (problem: unknown) => note(id, { act, problem }),
      };
    };
    return {
      stop: (sessionId) => stop({ sessionId }, followed('stop', sessionId)),
      resume: (sessionId, agent = 'kept') =>
        resume(
          { sessionId, agent },
          followed('resume', sessionId, () => onOpen(sessionId)),
        ),
      forget: (what) =>
        forget(
          what,
          followed('forget', forgettableKey(what), () => onGone(what)),
        ),
      open: onOpen,
      read: onRead,
      under: (id) => {
        const attempt = attempts.get(id);
        return attempt !== undefined && attempt.problem === undefined ? attempt.act : null;
      },
      problem: (id) => attempts.get(id)?.problem,
      dismiss: (id) => note(id, null),
    };
  }, [attempts, note, stop, resume, forget, onOpen, onGone, onRead]);

  return <ActingContext value={acting}>{children}</ActingContext>;
};

/** What can be done to sessions here. */
export const useActing = (): Acting => {
  const acting = use(ActingContext);
  if (!acting) throw new Error('useActing needs an ActingProvider above it.');
  return acting;
};
