import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Session } from '#shared/contract/sessions.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { resumedBy, useEstimate } from './estimate.ts';
import { inBackground } from './listing.ts';

const KEPT_AS = 'toc-restart-seen';

/** One restart's ends, as one text: those of the next one are others. */
const endsOf = (sessions: readonly Session[]): string =>
  sessions
    .map(({ run }) => run.id)
    .toSorted()
    .join(' ');

const counted = (count: number): string => (count === 1 ? 'one session' : `${count} sessions`);

const Ask = ({
  sessions,
  open,
  onClose,
  onConfirm,
}: {
  readonly sessions: readonly Session[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) => {
  const background = sessions.filter(inBackground);
  const estimate = useEstimate(open ? sessions.flatMap((session) => resumedBy(session) ?? []) : []);
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={`Resume ${counted(sessions.length)}?`}
      verb="Resume them"
      danger={false}
      onConfirm={onConfirm}
    >
      <p>
        {background.length === 1
          ? 'One of them was a background run: it goes on at once, without asking anybody.'
          : `${background.length} of them were background runs: they go on at once, without asking anybody.`}
      </p>
      <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5 text-fg">
        {background.map(({ id, title }) => (
          <li key={id}>
            <span className="block truncate">{title}</span>
          </li>
        ))}
      </ul>
      {estimate !== undefined && <p className="mt-2">{estimate}</p>}
    </Confirm>
  );
};

/** After a restart of the machine: what it ended, and how all of it goes on. */
export const RestartBanner = ({ sessions }: { readonly sessions: readonly Session[] }) => {
  const ended = sessions.filter(({ run }) => run.lastRestart);
  const [seen, setSeen] = useState(() => localStorage.getItem(KEPT_AS));
  const [asking, setAsking] = useState(false);
  const all = useMutation(useApi().sessions.resumeAll.mutationOptions());
  const problems = (all.data ?? []).flatMap(({ sessionId, problem }) =>
    problem === null
      ? []
      : [{ sessionId, problem, title: sessions.find(({ id }) => id === sessionId)?.title ?? sessionId }],
  );
  const ends = endsOf(ended);
  if ((ended.length === 0 || ends === seen) && problems.length === 0) return null;
  const resume = (): void => {
    setAsking(false);
    all.mutate();
  };
  const hide = (): void => {
    localStorage.setItem(KEPT_AS, ends);
    setSeen(ends);
    all.reset();
  };
  return (
    <Note kind="warning" className="mx-4 mb-2 shrink-0 [&>svg]:mt-1">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-40 grow">
          {ended.length === 0
            ? 'The others go on.'
            : `The machine was restarted while ${counted(ended.length)} ran.`}
        </p>
        {ended.length > 0 && (
          <Button
            size="small"
            disabled={all.isPending}
            onClick={() => (ended.some(inBackground) ? setAsking(true) : resume())}
          >
            Resume all
          </Button>
        )}
        <Button size="small" variant="quiet" onClick={hide}>
          Dismiss
        </Button>
      </div>
      {all.isPending && <p role="status">Resuming them.</p>}
      {all.error && <p role="alert">{explain(all.error)}</p>}
      {problems.length > 0 && (
        <ul role="alert" className="mt-1 max-h-40 overflow-y-auto">
          {problems.map(({ sessionId, title, problem }) => (
            <li key={sessionId}>
              <b className="font-medium">{title}</b> did not go on: {problem}
            </li>
          ))}
        </ul>
      )}
      <Ask sessions={ended} open={asking} onClose={() => setAsking(false)} onConfirm={resume} />
    </Note>
  );
};
