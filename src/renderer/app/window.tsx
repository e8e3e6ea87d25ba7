import { PanelLeft, Search } from 'lucide-react';
import { useEffect } from 'react';
import type { Info } from '#shared/contract/system.ts';
import { useConnection } from '#renderer/bridge/bridge.tsx';
import { AgentTree } from '#renderer/features/agents/agents.tsx';
import { Announcer, NextWaiting, SessionList, waitingOf } from '#renderer/features/sessions/sessions.tsx';
import { findings, runtimeState, useDoctor } from '#renderer/features/settings/settings.tsx';
import { Keys } from '#renderer/ui/button.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { TitleBarExtras } from '#renderer/ui/title-bar.tsx';
import { Toasts } from '#renderer/ui/toast.tsx';
import { DiskBanner } from './disk-banner.tsx';
import { keysOf } from './keys.ts';
import { MainView } from './main-view.tsx';
import { Overlays } from './overlays.tsx';
import { pages, useFetchAhead } from './pages.tsx';
import { Resizer } from './resizer.tsx';
import { Sidebar } from './sidebar.tsx';
import type { Desk } from './use-desk.ts';
import { useDigits } from './use-keys.ts';
import { shownBy, useLooking } from './use-looking.ts';
import { useNotices } from './use-notices.ts';
import { showsAgent, type View } from './view.ts';
import { useWindow, type WindowProps, type WindowState } from './use-window.ts';

const Lost = () =>
  useConnection() === 'connected' ? null : (
    <span
      role="status"
      className="min-w-0 shrink truncate rounded-sm bg-look-tint px-2 text-xs leading-6 text-look"
    >
      Connection to toc lost. Reconnecting…
    </span>
  );

/** What the footer flags: the first runtime that cannot be used, and how many problems there are. */
const useTrouble = (): { readonly count: number; readonly text: string } | null => {
  const { doctor } = useDoctor();
  if (!doctor) return null;
  const { problems } = findings(doctor);
  if (problems === 0) return null;
  const broken = doctor.runtimes.find(({ problem }) => problem !== null && problem.code !== 'signed-out');
  return {
    count: problems,
    text: broken ? `${broken.name}: ${runtimeState(broken).word.toLowerCase()}` : 'Look at Doctor',
  };
};

const useExtras = (state: WindowState, desk: Desk, info: Info) => {
  const { run, preferences } = state;
  const inForm = desk.view.kind === 'agent' || desk.view.kind === 'new-agent';
  const keys = keysOf('palette', info.platform);
  const { next } = state;
  return {
    next: next && (
      <NextWaiting
        session={next}
        keys={keysOf('next-waiting', info.platform)}
        onOpen={() => run('next-waiting')}
      />
    ),
    lead: preferences.sidebarOpen ? null : (
      <IconButton
        label="Show sidebar"
        keys={keysOf('sidebar', info.platform)}
        icon={<PanelLeft />}
        onClick={() => run('sidebar')}
      />
    ),
    tail: (
      <>
        <Lost />
        {!inForm && (
          <>
            <button
              type="button"
              onClick={() => run('palette')}
              className="flex h-6 min-w-50 items-center gap-1.5 rounded-sm px-2 text-xs text-fg-3 shadow-[inset_0_0_0_1px_var(--border)] hover:bg-hover narrow:hidden"
            >
              <Search aria-hidden="true" className="size-3.5 stroke-[1.6]" />
              <span className="grow text-left">Go to or run…</span>
              {keys !== undefined && <Keys>{keys}</Keys>}
            </button>
            <IconButton
              label="Command palette"
              keys={keys}
              icon={<Search />}
              onClick={() => run('palette')}
              className="!hidden narrow:!inline-flex"
            />
          </>
        )}
      </>
    ),
  };
};

const Aside = ({
  data,
  desk,
  info,
  state,
  firstRun,
}: WindowProps & { readonly state: WindowState; readonly firstRun: boolean }) => {
  const { preferences, save, rows, starting, run } = state;
  const digits = useDigits(info.platform);
  const trouble = useTrouble();
  const empty = 'px-4 py-1 text-xs text-fg-3 rail:hidden';
  return (
    <aside
      aria-label="Sidebar"
      data-region="sidebar"
      style={{ width: preferences.sidebarWidth }}
      className="relative flex shrink-0 flex-col border-r border-line bg-window narrow:!w-[232px] rail:!w-12"
    >
      <Sidebar
        view={desk.view.kind}
        platform={info.platform}
        live={(data.sessions ?? []).filter(({ run: { live } }) => live).length}
        waiting={waitingOf(data.sessions ?? []).length}
        trouble={trouble}
        newAgent={desk.view.kind !== 'sessions'}
        run={run}
        sessions={
          <>
            <SessionList
              sessions={rows}
              selected={desk.view.kind === 'panes' ? (state.focused?.id ?? null) : null}
              onOpen={desk.open}
              digits={digits}
            />
            {data.sessions && rows.length === 0 && (
              <p className={empty}>Live sessions stay here, with status and age.</p>
            )}
          </>
        }
        agents={
          <>
            <AgentTree
              agents={data.agents ?? []}
              workspaces={data.workspaces}
              live={data.liveOf}
              current={desk.view.kind === 'agent' ? desk.view.ref : null}
              starting={starting.under}
              problem={
                starting.problem && !showsAgent(desk.view, starting.problem.ref) ? starting.problem : null
              }
              onStart={starting.start}
              onBackground={state.overlays.openBackground}
              onEdit={(ref) => desk.go({ kind: 'agent', ref })}
            />
            {firstRun && data.workspaces.length === 0 && (
              <p className={empty}>A workspace is a project folder. Agents belong to one.</p>
            )}
          </>
        }
      />
      <Toasts className="absolute inset-x-2 bottom-11 z-20 flex flex-col gap-1.5 rail:sr-only" />
      <Resizer
        label="Width of the sidebar"
        width={preferences.sidebarWidth}
        least={208}
        most={360}
        normal={264}
        side="left"
        onResize={(sidebarWidth) => save({ sidebarWidth })}
      />
    </aside>
  );
};

const titleOf = (view: View, session: string): string => {
  switch (view.kind) {
    case 'sessions':
      return 'Sessions';
    case 'panes':
      return session;
    case 'new-agent':
      return 'New agent';
    case 'agent':
      return view.ref.name;
    case 'transcript':
      return view.title ?? 'Transcript';
    case 'usage':
    case 'processes':
    case 'audit':
    case 'doctor':
    case 'settings':
      return pages[view.kind].title;
  }
};

/** The window: sidebar, main, and what lies over them. */
export const Window = ({ data, desk, info }: WindowProps) => {
  const state = useWindow({ data, desk, info });
  const extras = useExtras(state, desk, info);
  const firstRun = data.agents?.length === 0 && data.sessions?.length === 0;
  const title = titleOf(desk.view, state.focused?.title ?? 'toc');
  useFetchAhead(!data.reading);
  useLooking(shownBy(desk, data));
  useNotices(desk.open);
  const waiting = state.preferences.badge ? waitingOf(data.sessions ?? []).length : 0;
  useEffect(() => {
    document.title = `${waiting === 0 ? '' : `(${waiting}) `}${title} – toc`;
  }, [title, waiting]);
  return (
    <TitleBarExtras value={extras}>
      <div className="flex h-full min-h-0" aria-busy={data.reading}>
        {state.preferences.sidebarOpen ? (
          <Aside data={data} desk={desk} info={info} state={state} firstRun={firstRun} />
        ) : (
          <Toasts className="sr-only" />
        )}
        <main data-region="main" className="relative flex min-w-0 grow flex-col bg-content">
          <MainView
            data={data}
            title={title}
            desk={desk}
            sessions={data.sessions ?? []}
            platform={info.platform}
            preferences={state.preferences}
            inspecting={state.inspecting}
            refusal={state.overlays.refusal}
            starting={state.starting}
            firstRun={firstRun}
            lastWorkspace={state.preferences.lastWorkspace}
            run={state.run}
            onInspectorWidth={(inspectorWidth) => state.save({ inspectorWidth })}
            onAddWorkspace={state.overlays.openAdding}
            onFormCommands={state.setForm}
          />
          <DiskBanner />
        </main>
      </div>
      <Overlays data={data} desk={desk} info={info} state={state} />
      <Announcer sessions={data.sessions ?? []} />
    </TitleBarExtras>
  );
};
