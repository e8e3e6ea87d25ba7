import { Suspense } from 'react';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import { AddWorkspace } from './add-workspace.tsx';
import { ChoosePlace } from './choose-place.tsx';
import { paletteItems, paletteLabels } from './palette-items.tsx';
import { RunInBackground } from './pages.tsx';
import { Palette } from './palette.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { fittingCommands } from './use-commands.ts';
import type { WindowProps, WindowState } from './use-window.ts';

type OverlaysProps = WindowProps & { readonly state: WindowState };

const Leaving = ({ desk }: Pick<OverlaysProps, 'desk'>) => (
  <Confirm
    open={desk.leaving !== null}
    onClose={() => desk.leave(false)}
    title="Leave without saving?"
    verb="Discard changes"
    cancel="Keep editing"
    onConfirm={() => desk.leave(true)}
  >
    <p>What you typed in this agent’s form is lost. Its files stay as they are.</p>
  </Confirm>
);

const Commands = ({ data, desk, info, state }: OverlaysProps) => {
  const mode = state.overlays.palette ?? 'all';
  const sessions = data.sessions ?? [];
  const items =
    state.overlays.palette === null
      ? []
      : paletteItems({
          mode,
          sessions: mode === 'split' ? sessions.filter(({ id }) => !desk.panes.open.includes(id)) : sessions,
          agents: data.agents ?? [],
          fitting: fittingCommands(state.rooms()),
          platform: info.platform,
          onSession: ({ id }) => (mode === 'split' ? desk.openBeside(id) : desk.open(id)),
          onStart: (agent) => {
            if (agent.state === 'ready') state.starting.start(agent.ref);
          },
          onBackground: (agent) => {
            if (agent.state === 'ready') state.overlays.openBackground(agent.ref);
          },
          onEdit: state.edit,
          run: state.run,
        });
  return (
    <Palette
      open={state.overlays.palette !== null}
      label={paletteLabels[mode]}
      items={items}
      onClose={state.overlays.closePalette}
    />
  );
};

const Background = ({ data, desk, state }: OverlaysProps) => {
  const tell = useToast();
  const { background, closeBackground } = state.overlays;
  if (!background) return null;
  return (
    <Suspense>
      <RunInBackground
        agent={background.agent}
        agents={data.agents ?? []}
        workspaces={data.workspaces}
        last={state.preferences.lastWorkspace}
        onStarted={(session) => {
          state.save({ lastWorkspace: session.workspace });
          tell(`Runs in the background: ${session.title}`, {
            label: 'Watch',
            onChoose: () => desk.open(session.id),
          });
        }}
        onClose={closeBackground}
      />
    </Suspense>
  );
};

/** What lies over the window: the palette and the questions. */
export const Overlays = (props: OverlaysProps) => {
  const { data, desk, info, state } = props;
  const { starting } = state;
  return (
    <>
      <Commands {...props} />
      <Shortcuts
        open={state.overlays.shortcuts}
        platform={info.platform}
        onClose={state.overlays.closeShortcuts}
      />
      <Leaving desk={desk} />
      <Background {...props} />
      {starting.asking && !state.overlays.adding && (
        <ChoosePlace
          agent={starting.asking}
          workspaces={data.workspaces}
          last={state.preferences.lastWorkspace}
          onChoose={(workspace) => {
            if (starting.asking) starting.startIn(starting.asking, workspace);
          }}
          onAdd={state.overlays.openAdding}
          onClose={starting.cancel}
        />
      )}
      <AddWorkspace
        open={state.overlays.adding}
        native={info.face === 'electron'}
        onClose={state.overlays.closeAdding}
        onAdded={({ path }) => state.save({ lastWorkspace: path })}
      />
    </>
  );
};
