import { useCallback, useRef, useState } from 'react';
import type { Agent } from '#shared/contract/agents.ts';
import { explain } from '#renderer/bridge/failure-words.ts';
import { BrokenAgent, refKey, type FormCommands } from '#renderer/features/agents/agents.tsx';
import {
  FoundFailure,
  SessionFailure,
  SessionsPage,
  TranscriptMenu,
  useActing,
  useEstimate,
  useFound,
} from '#renderer/features/sessions/sessions.tsx';
import { FirstRun } from '#renderer/features/settings/settings.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { Arriving } from './arriving.tsx';
import { keysOf } from './keys.ts';
import { AgentForm, pages, TranscriptView } from './pages.tsx';
import { DetailsButton, PanesView, type PanesViewProps } from './panes-view.tsx';
import type { Data } from './use-data.ts';
import { useNarrow } from './use-narrow.ts';
import type { Starting } from './use-starting.ts';
import { isPage, showsAgent, type View } from './view.ts';

export interface MainViewProps extends PanesViewProps {
  readonly data: Data;
  /** What the view is called, also before it is there. */
  readonly title: string;
  readonly starting: Starting;
  readonly firstRun: boolean;
  readonly lastWorkspace: string | null;
  readonly onAddWorkspace: () => void;
  readonly onFormCommands: (commands: FormCommands | null) => void;
}

const Sessions = (props: MainViewProps) => {
  const { data, platform, run, firstRun, desk, lastWorkspace } = props;
  const found = useFound();
  const [looking, setLooking] = useState(false);
  if (firstRun && !looking) {
    return (
      <>
        <FirstRun
          workspace={data.workspaces.find(({ path }) => path === lastWorkspace) ?? data.workspaces[0] ?? null}
          onChooseWorkspace={props.onAddWorkspace}
          onNewAgent={() => run('new-agent')}
          keys={{ newAgent: keysOf('new-agent', platform) ?? '' }}
        />
        {found.all > 0 && (
          <p className="flex shrink-0 items-center gap-3 border-t border-line px-6 py-3 text-fg-2">
            {found.all === 1 ? 'One conversation was' : `${found.all} conversations were`} found on this
            machine.
            <Button size="small" onClick={() => setLooking(true)}>
              Show them
            </Button>
          </p>
        )}
      </>
    );
  }
  return (
    <>
      <TitleBar
        title="Sessions"
        actions={
          <>
            <Button size="small" onClick={() => run('run-in-background')}>
              Run in background
            </Button>
            <Button size="small" variant="primary" onClick={() => run('new-agent')}>
              New agent
            </Button>
          </>
        }
      />
      <div className="min-h-0 grow bg-content">
        {data.sessions ? (
          <SessionsPage
            sessions={data.sessions}
            focused={desk.panes.focused}
            first={looking ? 'found' : 'all'}
          />
        ) : (
          <div className="px-4 py-3">
            {data.problem ? (
              <Note kind="error">{explain(data.problem)}</Note>
            ) : (
              <p className="text-fg-3">Reading the sessions.</p>
            )}
          </div>
        )}
      </div>
    </>
  );
};

const Gone = ({ name }: { readonly name: string }) => (
  <>
    <TitleBar title={name} note="is gone" />
    <p className="px-6 py-5 text-fg-2">There is no agent of this name any more: its files are gone.</p>
  </>
);

const AgentView = (
  props: MainViewProps & { readonly view: Extract<View, { kind: 'agent' | 'new-agent' }> },
) => {
  const { view, data, desk, starting, platform } = props;
  const agent: Agent | undefined | null =
    view.kind === 'new-agent' ? null : data.agents?.find(({ ref }) => showsAgent(view, ref));
  if (agent === undefined && view.kind === 'agent') {
    return data.agents ? <Gone name={view.ref.name} /> : <TitleBar title={view.ref.name} />;
  }
  if (agent?.state === 'broken') {
    return <BrokenAgent agent={agent} onOpenAnother={() => props.run('start')} />;
  }
  const problem =
    agent && starting.problem && refKey(starting.problem.ref) === refKey(agent.ref)
      ? starting.problem.text
      : null;
  return (
    <AgentForm
      key={view.kind === 'new-agent' ? 'new' : refKey(view.ref)}
      agent={agent ?? null}
      workspace={view.kind === 'new-agent' ? view.workspace : view.ref.workspace}
      workspaces={data.workspaces}
      sessions={agent ? data.sessionsOf(agent.ref) : 0}
      keys={{ save: keysOf('save-agent', platform) ?? '' }}
      startProblem={problem}
      starting={starting.under !== null}
      onStart={starting.start}
      onSaved={(ref) => {
        desk.setDirty(false);
        desk.go({ kind: 'agent', ref });
      }}
      onDeleted={() => {
        desk.setDirty(false);
        desk.go({ kind: 'sessions' });
      }}
      onDirty={desk.setDirty}
      onAddWorkspace={props.onAddWorkspace}
      onCommands={props.onFormCommands}
    />
  );
};

const Transcript = ({
  view,
  data,
  desk,
  platform,
  inspecting,
  run,
}: MainViewProps & { readonly view: Extract<View, { kind: 'transcript' }> }) => {
  const { conversationId } = view;
  const session = data.sessions?.find(({ conversations }) =>
    conversations.some(({ id }) => id === conversationId),
  );
  const acting = useActing();
  const estimate = useEstimate(session ? [] : [conversationId]);
  const narrow = useNarrow();
  return (
    <TranscriptView
      key={conversationId}
      conversationId={conversationId}
      title={session?.title ?? view.title}
      details={inspecting ? (narrow ? 'over' : 'beside') : 'hidden'}
      detailsButton={<DetailsButton {...{ platform, inspecting, run }} />}
      onHideDetails={() => run('inspector')}
      problem={(head) =>
        session ? (
          <SessionFailure session={session} className="m-3" />
        ) : (
          <FoundFailure
            runtime={head.session.runtime}
            conversationId={conversationId}
            title={view.title}
            className="m-3"
          />
        )
      }
      actions={(head) => (
        <>
          <TranscriptMenu head={head} conversationId={conversationId} session={session} />
          {session ? (
            <Button size="small" variant="primary" onClick={() => desk.open(session.id)}>
              {session.run.kind === 'background' ? 'Watch' : 'Open terminal'}
            </Button>
          ) : (
            head.log.goneAt === null &&
            head.session.parentId === null && (
              <Button
                size="small"
                variant="primary"
                disabled={acting.under(conversationId) !== null}
                title={estimate}
                aria-description={estimate}
                onClick={() => acting.resumeFound(head.session.runtime, conversationId)}
              >
                Resume
              </Button>
            )
          )}
        </>
      )}
    />
  );
};

const Place = (props: MainViewProps) => {
  const { view } = props.desk;
  switch (view.kind) {
    case 'sessions':
      return <Sessions {...props} />;
    case 'panes':
      return <PanesView {...props} />;
    case 'new-agent':
    case 'agent':
      return <AgentView {...props} view={view} />;
    case 'transcript':
      return <Transcript {...props} view={view} />;
    case 'usage':
    case 'processes':
    case 'audit':
    case 'doctor':
    case 'settings': {
      const { Page } = pages[view.kind];
      return <Page onProcesses={() => props.run('processes')} onAudit={() => props.run('audit')} />;
    }
  }
};

/** The view the window is at. */
export const MainView = (props: MainViewProps) => {
  const { view } = props.desk;
  const before = useRef<string>(view.kind);
  const handleArrive = useCallback((kind: string): boolean => {
    const another = before.current !== kind;
    before.current = kind;
    return another;
  }, []);
  return (
    <Arriving
      kind={view.kind}
      onArrive={handleArrive}
      title={props.title}
      heading={view.kind === 'sessions' || isPage(view.kind)}
    >
      <Place {...props} />
    </Arriving>
  );
};
