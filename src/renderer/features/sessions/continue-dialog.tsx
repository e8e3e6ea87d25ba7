import { useState } from 'react';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import { backgroundSentence } from '#shared/background-words.ts';
import { explain, isFailure } from '#renderer/bridge/failure-words.ts';
import { Note } from '#renderer/ui/note.tsx';
import { PromptDialog } from '#renderer/ui/prompt-dialog.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import { AlreadyLive } from './already-live.tsx';
import { resumedBy, useEstimate } from './estimate.ts';
import { useActing } from './use-acting.ts';
import { savedSentence } from './words.ts';

export interface ContinueDialogProps {
  /** One or several: they get the same prompt. */
  readonly sessions: readonly Session[];
  readonly onClose: () => void;
}

const shortTitle = (title: string): string => (title.length > 60 ? `${title.slice(0, 59)}…` : title);

/** What happens first, and what cannot happen then. */
const warnings = (sessions: readonly Session[]): readonly string[] => {
  const live = sessions.filter(({ run }) => run.live).length;
  const refused = sessions.map(({ runtime, permission }) => backgroundSentence(runtime, permission));
  return [
    ...(live === 0
      ? []
      : [
          sessions.length === 1
            ? 'Its process in the terminal ends first; what it is doing now is interrupted.'
            : `${live} of them have a live process, which ends first.`,
        ]),
    ...new Set(refused.filter((sentence) => sentence !== null)),
  ];
};

const Problem = ({
  session,
  onTakeOver,
  onClose,
}: {
  readonly session: Session;
  readonly onTakeOver: (live: LiveProcess) => void;
  readonly onClose: () => void;
}) => {
  const acting = useActing();
  const problem = acting.problem(session.id);
  if (problem === undefined) return null;
  const conversation = resumedBy(session);
  return (
    <Note kind="error" className="mt-2">
      <p>{explain(problem)}</p>
      {isFailure(problem) && problem.code === 'ALREADY_LIVE' && (
        <div className="mt-1.5 flex flex-wrap gap-1.5">
          <AlreadyLive
            writer={problem.data}
            runtime={session.runtime}
            onWatch={
              problem.data.ours || conversation === null
                ? null
                : () => {
                    onClose();
                    acting.read(conversation, session.title.slice(0, 200));
                  }
            }
            onFork={() => {
              onClose();
              acting.fork({ of: 'session', sessionId: session.id });
            }}
            onTakeOver={onTakeOver}
          />
        </div>
      )}
    </Note>
  );
};

/** Asks what sessions go on with in the background. What failed with one stays in the dialog, of several in their rows. */
export const ContinueDialog = ({ sessions, onClose }: ContinueDialogProps) => {
  const acting = useActing();
  const tell = useToast();
  const [sent, setSent] = useState('');
  const estimate = useEstimate(sessions.flatMap((session) => resumedBy(session) ?? []));
  const [only] = sessions;
  if (!only) return null;
  const one = sessions.length === 1;
  const send = (prompt: string, live?: LiveProcess): void => {
    setSent(prompt);
    const all = sessions.map((session) => acting.continueWith(session, prompt, live));
    if (!one) {
      onClose();
      return;
    }
    void Promise.all(all).then(([goesOn]) => {
      if (goesOn !== true) return;
      onClose();
      tell(`Goes on in the background: ${only.title}`, {
        label: 'Watch',
        onChoose: () => acting.open(only.id),
      });
    });
  };
  return (
    <PromptDialog
      title={
        one
          ? `Continue “${shortTitle(only.title)}” in background`
          : `Continue ${sessions.length} in background`
      }
      verb="Continue in background"
      help={
        one
          ? 'Goes on without a terminal. You can Watch it, and Take over when you want to type.'
          : 'Each of them gets this prompt, and goes on without a terminal.'
      }
      note="Sent on standard input."
      ready={acting.under(only.id) === null}
      onSend={send}
      onClose={() => {
        acting.dismiss(only.id);
        onClose();
      }}
    >
      <div className="flex flex-col gap-2 text-xs">
        {estimate !== undefined && <p>{estimate}</p>}
        {one && savedSentence(only) !== null && <p>{savedSentence(only)}</p>}
        {warnings(sessions).map((warning) => (
          <Note key={warning} kind="warning">
            {warning}
          </Note>
        ))}
      </div>
      {one && <Problem session={only} onTakeOver={(live) => send(sent, live)} onClose={onClose} />}
    </PromptDialog>
  );
};
