import { useEffect, useRef, useState } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { wants } from '#shared/notice-words.ts';

const QUIET = 5000;

/** One sentence for the sessions whose status changed. */
export const gathered = (changed: readonly Session[]): string => {
  const [only] = changed;
  if (!only) return '';
  if (changed.length === 1) {
    const { word, cause } = only.status;
    return `${only.title}: ${word}${word === 'Waiting' ? `, ${wants(cause)}` : ''}.`;
  }
  return changed.every(({ status }) => status.word === 'Waiting')
    ? `${changed.length} sessions need you: ${changed.map(({ title }) => title).join(', ')}.`
    : `${changed.length} sessions changed: ${changed.map(({ title, status }) => `${title} ${status.word}`).join(', ')}.`;
};

/** Tells status changes to a screen reader: at most one sentence every five seconds, gathered. */
export const Announcer = ({ sessions }: { readonly sessions: readonly Session[] }) => {
  const known = useRef<ReadonlyMap<SessionId, string> | null>(null);
  const waiting = useRef(new Map<SessionId, Session>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [sentence, setSentence] = useState('');

  useEffect(() => {
    const before = known.current;
    known.current = new Map(sessions.map(({ id, status }) => [id, status.word]));
    if (before === null) return;
    for (const session of sessions) {
      const word = before.get(session.id);
      if (word !== undefined && word !== session.status.word) waiting.current.set(session.id, session);
    }
    if (waiting.current.size === 0 || timer.current !== undefined) return;
    const tell = (): void => {
      timer.current = undefined;
      if (waiting.current.size === 0) return;
      setSentence(gathered([...waiting.current.values()]));
      waiting.current.clear();
      timer.current = setTimeout(tell, QUIET);
    };
    tell();
  }, [sessions]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {sentence}
    </div>
  );
};
