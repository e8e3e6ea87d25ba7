import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import { useBridge } from '#renderer/bridge/bridge.tsx';

export interface Jumps {
  /** The step that keys act from; null before the first. */
  readonly current: number | null;
  /** Said politely: what a jump found, or that there is nothing. */
  readonly said: string;
  readonly goTo: (seq: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly find: (what: 'prompt' | 'failure', direction: 'next' | 'previous') => void;
}

const NOTHING = {
  prompt: { next: 'You said nothing after this.', previous: 'You said nothing before this.' },
  failure: { next: 'No failure after this.', previous: 'No failure before this.' },
} as const;

const keys = ({
  at,
  count,
  goTo,
  find,
}: Pick<Jumps, 'goTo' | 'find'> & { readonly at: number; readonly count: number }): Readonly<
  Record<string, () => void>
> => ({
  j: () => goTo(at + 1),
  ArrowDown: () => goTo(at + 1),
  k: () => goTo(at - 1),
  ArrowUp: () => goTo(at - 1),
  PageDown: () => goTo(at + 10),
  PageUp: () => goTo(at - 10),
  Home: () => goTo(0),
  End: () => goTo(count - 1),
  e: () => find('failure', 'next'),
  E: () => find('failure', 'previous'),
  u: () => find('prompt', 'next'),
  U: () => find('prompt', 'previous'),
});

/** J K, Home End, E and U over the steps of a transcript; `scrollTo` brings a step into sight. */
export const useJumps = (
  conversationId: ConversationId,
  count: number,
  scrollTo: (seq: number) => void,
): Jumps => {
  const { client } = useBridge();
  const [current, setCurrent] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  const asked = useRef(0);
  useEffect(
    () => () => {
      asked.current = -1;
    },
    [],
  );
  const goTo = (seq: number): void => {
    if (count === 0) return;
    const next = Math.max(0, Math.min(count - 1, seq));
    setCurrent(next);
    setSaid(`Step ${next + 1} of ${count}`);
    scrollTo(next);
  };
  const find: Jumps['find'] = (what, direction) => {
    asked.current += 1;
    const ask = asked.current;
    const from = current ?? (direction === 'next' ? -1 : count);
    client.transcripts.find({ conversationId, what, from, direction }).then(
      (seq) => {
        if (ask !== asked.current) return;
        if (seq === null) setSaid(NOTHING[what][direction]);
        else goTo(seq);
      },
      () => {
        if (ask === asked.current) setSaid('The steps cannot be searched now.');
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = keys({ at: current ?? -1, count, goTo, find })[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return { current, said, goTo, onKeyDown, find };
};
