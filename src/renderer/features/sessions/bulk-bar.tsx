import { useState } from 'react';
import type { Session, StatusWord } from '#shared/contract/sessions.ts';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button, Keys } from '#renderer/ui/button.tsx';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { resumedBy } from './estimate.ts';
import { canReconcile, useReconcile } from './reconcile.tsx';
import { useActing } from './use-acting.ts';

/** Those a verb fits. A live background run goes on by itself. */
const fits = {
  stop: ({ run }: Session): boolean => run.live,
  continue: (session: Session): boolean =>
    resumedBy(session) !== null && !(session.run.live && session.run.kind === 'background'),
  reconcile: canReconcile,
} as const;

const unfit = {
  stop: 'None of them has a process.',
  continue: 'None of them has a saved conversation that is not in the background already.',
  reconcile: 'None of them is live or lost.',
} as const;

/** How many of each word, in words: `2 Working, 1 Lost`. */
export const countedWords = (sessions: readonly Session[]): string => {
  const counts = new Map<StatusWord, number>();
  for (const { status } of sessions) counts.set(status.word, (counts.get(status.word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
};

const Verb = ({
  verb,
  fitting,
  reason,
  busy = false,
  onChoose,
}: {
  readonly verb: string;
  readonly fitting: number;
  readonly reason: string;
  readonly busy?: boolean;
  readonly onChoose: () => void;
}) => (
  <Button
    size="small"
    disabled={fitting === 0 || busy}
    title={fitting === 0 ? reason : undefined}
    aria-description={fitting === 0 ? reason : `fits ${fitting} of the selected`}
    onClick={onChoose}
  >
    {verb}
    <span aria-hidden="true" className="text-fg-3 tabular-nums">
      {fitting}
    </span>
  </Button>
);

const AskStop = ({
  open,
  sessions,
  onClose,
  onConfirm,
}: {
  readonly open: boolean;
  readonly sessions: readonly Session[];
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) => {
  const working = sessions.filter(({ status }) => status.word === 'Working');
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={sessions.length === 1 ? 'Stop 1 session?' : `Stop ${sessions.length} sessions?`}
      verb="Stop"
      onConfirm={onConfirm}
    >
      {working.length === 0 ? (
        <p>None of them is Working.</p>
      ) : (
        <>
          <p>{working.length === 1 ? 'One of them is Working:' : `${working.length} of them are Working:`}</p>
          <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5 text-fg">
            {working.map(({ id, title }) => (
              <li key={id}>
                <span className="block truncate">{title}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="mt-2">Their processes end; conversations and files stay.</p>
    </Confirm>
  );
};

/** How the acts that were begun for these go on. */
const useProgress = (sessions: readonly Session[]): string | null => {
  const acting = useActing();
  const under = sessions.map(({ id }) => acting.under(id));
  const stopping = under.filter((act) => act === 'stop').length;
  const going = under.filter((act) => act === 'continue').length;
  const failed = sessions.filter(({ id }) => acting.problem(id) !== undefined).length;
  const parts = [
    stopping > 0 ? `Stopping ${stopping}…` : null,
    going > 0 ? `Continuing ${going}…` : null,
    failed > 0 ? `${failed} failed: see ${failed === 1 ? 'its row' : 'their rows'}.` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
};

export interface BulkBarProps {
  /** The chosen ones, in the order of the table. */
  readonly sessions: readonly Session[];
  readonly onClear: () => void;
}

/** What can be done with all that are chosen, and with how many of them. */
export const BulkBar = ({ sessions, onClear }: BulkBarProps) => {
  const acting = useActing();
  const reconcile = useReconcile();
  const [asking, setAsking] = useState(false);
  const progress = useProgress(sessions);
  const fitting = (verb: keyof typeof fits): readonly Session[] => sessions.filter(fits[verb]);
  const stoppable = fitting('stop');
  const told = progress ?? (reconcile.error ? explain(reconcile.error) : countedWords(sessions));
  return (
    <div
      role="toolbar"
      aria-label="Selected sessions"
      onKeyDown={({ key, target, currentTarget }) => {
        if (key === 'Escape' && target instanceof Node && currentTarget.contains(target)) onClear();
      }}
      className="popup mx-3 mb-3 flex min-h-11 shrink-0 flex-wrap items-center gap-2 px-3 py-1.5"
    >
      <span className="font-semibold whitespace-nowrap tabular-nums">{sessions.length} selected</span>
      <span role="status" title={told} className="min-w-0 grow basis-0 truncate text-xs text-fg-3">
        {told}
      </span>
      <Verb verb="Stop" fitting={stoppable.length} reason={unfit.stop} onChoose={() => setAsking(true)} />
      <Verb
        verb="Continue in background"
        fitting={fitting('continue').length}
        reason={unfit.continue}
        onChoose={() => acting.askToContinue(fitting('continue'))}
      />
      <Verb
        verb="Reconcile"
        fitting={fitting('reconcile').length}
        reason={unfit.reconcile}
        busy={reconcile.isPending}
        onChoose={() => reconcile.mutate()}
      />
      <Button size="small" variant="quiet" onClick={onClear}>
        Clear
        <Keys>esc</Keys>
      </Button>
      <AskStop
        open={asking}
        sessions={stoppable}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          for (const { id } of stoppable) acting.stop(id);
        }}
      />
    </div>
  );
};
