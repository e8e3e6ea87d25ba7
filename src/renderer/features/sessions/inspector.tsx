import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Session } from '#shared/contract/sessions.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { StatusText } from '#renderer/ui/glyph.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useOverTime } from '#renderer/ui/now.ts';
import { PathText } from '#renderer/ui/path-text.tsx';
import { shortPath } from '#renderer/ui/paths.ts';
import { Result } from './result.tsx';
import { SessionFailure } from './session-failure.tsx';
import { useActing } from './use-acting.ts';
import {
  agentLabel,
  agentSentence,
  canTakeOver,
  isQueued,
  noteSentence,
  quietSentence,
  reasonBesideResult,
  runtimeLabel,
  savedSentence,
} from './words.ts';

const permissionWords = { 'read-only': 'Read only', ask: 'Ask', bypass: 'Bypass' } as const;

const Fact = ({
  name,
  full,
  children,
}: {
  readonly name: string;
  readonly full?: string;
  readonly children: ReactNode;
}) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd title={full} className="min-w-0 truncate text-fg tabular-nums">
      {children}
    </dd>
  </>
);

const conversationNote = ({ conversations, runtime }: Session, index: number): string => {
  if (!conversations[index]?.saved) return `not yet saved by ${runtimeName(runtime)}`;
  return index === conversations.length - 1 ? 'Resume continues this one' : 'an earlier one';
};

const Conversations = ({ session }: { readonly session: Session }) => (
  <section className="border-b border-line-faint px-4 py-3">
    <h2 className="mb-2 text-xs font-medium text-fg-3">Conversations</h2>
    {session.conversations.length === 0 && <p className="text-xs text-fg-2">{savedSentence(session)}</p>}
    <ol className="text-xs">
      {session.conversations.map(({ id, boundAt }, index) => (
        <li key={id} className="flex items-start gap-1">
          <span className="min-w-0 grow">
            <code
              title={`${id}, since ${exactTime(boundAt)}`}
              className="block truncate font-mono text-2xs text-fg"
            >
              {id}
            </code>
            <span className="block text-fg-3">{conversationNote(session, index)}</span>
          </span>
          <CopyIcon label="Copy conversation id" text={id} />
        </li>
      ))}
    </ol>
  </section>
);

const Since = ({ session }: { readonly session: Session }) => {
  const shown = useOverTime((now) => age(session.status.at, now));
  return (
    <time
      dateTime={session.status.at}
      title={exactTime(session.status.at)}
      className="text-xs text-fg-3 tabular-nums"
    >
      {session.run.live ? `for ${shown}` : `${shown} ago`}
    </time>
  );
};

const Doing = ({ session }: { readonly session: Session }) => {
  const acting = useActing();
  const under = acting.under(session.id);
  const quiet = useOverTime((now) => quietSentence(session, now));
  const { live, kind } = session.run;
  return (
    <section className="border-b border-line-faint px-4 py-3">
      <div className="mb-1 flex items-center justify-between">
        <StatusText word={session.status.word} />
        <Since session={session} />
      </div>
      <p className="line-clamp-6 text-xs break-words text-fg-2 not-last:mb-3">
        {reasonBesideResult(session)}
        {quiet !== '' && <span className="block">{quiet}</span>}
      </p>
      {live && kind === 'interactive' && (
        <Button
          size="small"
          disabled={under !== null}
          aria-description={`Ends the process of ${session.title}; the conversation stays.`}
          onClick={() => acting.stop(session.id)}
        >
          Stop
        </Button>
      )}
      {under === 'stop' && (
        <p className="mt-2 text-xs text-fg-3">Stopping. A busy agent gets 8 s to end by itself.</p>
      )}
      {live && kind === 'interactive' && <SessionFailure session={session} className="mt-2" />}
    </section>
  );
};

const TakeOver = () => (
  <section className="border-b border-line-faint px-4 py-3">
    <h2 className="mb-2 text-xs font-medium text-fg-3">What Take over does</h2>
    <p className="text-xs text-fg-2">
      Stops the background run after the current step, then resumes the same session in this pane. Nothing is
      lost; the command that runs now is finished first.
    </p>
  </section>
);

/** What is known about the focused session, and what can be done with it. */
export const Inspector = ({ session }: { readonly session: Session }) => {
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  const { run } = session;
  const notes = [
    ...session.notes.map(noteSentence),
    session.run.live && session.conversations.length > 0 ? savedSentence(session) : null,
    agentSentence(session),
  ].filter((note) => note !== null);
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <Doing session={session} />
      {canTakeOver(session) && <TakeOver />}
      {run.result && <Result result={run.result} />}
      <section className="border-b border-line-faint px-4 py-3">
        <h2 className="mb-2 text-xs font-medium text-fg-3">Session</h2>
        <dl className="grid grid-cols-[84px_minmax(0,1fr)] gap-y-1.5 text-xs">
          <Fact name="Agent" full={agentLabel(session)}>
            {agentLabel(session)}
          </Fact>
          <Fact name="Runtime">{runtimeLabel(session)}</Fact>
          <Fact name="Model" full={session.model}>
            {session.model === '' ? 'the runtime’s default' : session.model}
          </Fact>
          <Fact name="Permissions">
            <span className={session.permission === 'bypass' ? 'font-medium text-failed' : ''}>
              {permissionWords[session.permission]}
            </span>
          </Fact>
          <Fact name="Workspace" full={session.workspace}>
            <PathText path={shortPath(session.workspace, info?.home)} />
          </Fact>
          <Fact name="Process" full={exactTime(run.startedAt)}>
            {run.live && !isQueued(session)
              ? `${run.pid ?? 'starting'}, since ${exactTime(run.startedAt).slice(-8)}`
              : 'none'}
          </Fact>
          <Fact name="Started">{exactTime(session.createdAt)}</Fact>
        </dl>
      </section>
      <Conversations session={session} />
      {notes.length > 0 && (
        <div className="flex flex-col gap-2 px-4 py-3">
          {notes.map((note) => (
            <Note key={note} kind="fact">
              {note}
            </Note>
          ))}
        </div>
      )}
    </div>
  );
};
