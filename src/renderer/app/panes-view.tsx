import { Columns2, PanelRight } from 'lucide-react';
import { useMutation } from '@tanstack/react-query';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Preferences } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { Inspector, PaneHead } from '#renderer/features/sessions/sessions.tsx';
import { TerminalPanes } from '#renderer/features/terminals/terminals.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import type { Desk } from './use-desk.ts';
import { keysOf, type Command, type Platform } from './keys.ts';
import { PaneStrip } from './pane-strip.tsx';
import { Resizer } from './resizer.tsx';
import { useNarrow } from './use-narrow.ts';
import { WatchBody } from './watch-body.tsx';

export interface PanesViewProps {
  readonly desk: Desk;
  readonly sessions: readonly Session[];
  readonly platform: Platform;
  readonly preferences: Preferences;
  /** Whether the details stand beside the terminals now. */
  readonly inspecting: boolean;
  /** Why the last split was refused. */
  readonly refusal: string | null;
  readonly run: (command: Command) => void;
  readonly onInspectorWidth: (width: number) => void;
}

/** The sessions that are open, in the order of their panes. */
const shownIn = (desk: Desk, sessions: readonly Session[]): Session[] =>
  desk.panes.open.flatMap((id) => sessions.find((session) => session.id === id) ?? []);

/** Shows and hides what is known of the session, or of the conversation, in sight. */
export const DetailsButton = ({
  platform,
  inspecting,
  run,
}: Pick<PanesViewProps, 'platform' | 'inspecting' | 'run'>) => (
  <IconButton
    label="Details"
    keys={keysOf('inspector', platform)}
    icon={<PanelRight />}
    aria-pressed={inspecting}
    data-details
    onClick={() => run('inspector')}
  />
);

const Bar = ({
  title,
  platform,
  inspecting,
  refusal,
  run,
}: Omit<PanesViewProps, 'desk' | 'sessions' | 'preferences' | 'onInspectorWidth'> & {
  readonly title: string;
}) => (
  <TitleBar
    title={title}
    titleGivesWay
    note={refusal === null ? undefined : <span role="alert">{refusal}</span>}
    actions={
      <>
        <IconButton
          label="Split"
          keys={keysOf('split', platform)}
          icon={<Columns2 />}
          onClick={() => run('split')}
        />
        <DetailsButton {...{ platform, inspecting, run }} />
      </>
    }
  />
);

/** The open terminals, and the details of the focused one. */
export const PanesView = (props: PanesViewProps) => {
  const { desk, sessions, preferences, inspecting, onInspectorWidth } = props;
  const { mutate: openLink } = useMutation(useApi().system.openLink.mutationOptions());
  const narrow = useNarrow();
  const shown = shownIn(desk, sessions);
  const focused = shown.find(({ id }) => id === desk.panes.focused) ?? shown[0] ?? null;
  return (
    <>
      <Bar {...props} title={focused?.title ?? 'Sessions'} />
      <div className="relative flex min-h-0 grow">
        <div data-panes className="min-w-0 grow bg-term">
          {shown.length === 0 && (
            <p className="px-6 py-5 text-fg-2">
              No session is open here. Choose one in the sidebar, or start an agent.
            </p>
          )}
          <TerminalPanes
            panes={shown}
            focused={focused?.id ?? null}
            onFocus={desk.focus}
            onClose={desk.close}
            onLink={(url) => openLink({ url })}
            head={(session, hasFocus) => (
              <PaneHead
                session={session}
                focused={hasFocus}
                stoppable={!inspecting || !hasFocus}
                more={[
                  {
                    label: 'Close pane',
                    keys: keysOf('close-pane', props.platform),
                    onChoose: () => desk.close(session.id),
                  },
                ]}
              />
            )}
            strip={(session) => (
              <PaneStrip session={session} focused={session.id === focused?.id} platform={props.platform} />
            )}
            instead={(session) =>
              session.run.kind === 'background' ? <WatchBody session={session} /> : null
            }
            fontSize={preferences.terminalFontSize}
            readable={preferences.readableScreens}
          />
        </div>
        {inspecting && focused && (
          <aside
            aria-label="Details"
            data-region="inspector"
            style={{ width: preferences.inspectorWidth }}
            onKeyDown={({ key }) => {
              if (key !== 'Escape' || !narrow) return;
              props.run('inspector');
              document.querySelector<HTMLElement>('[data-details]')?.focus();
            }}
            className="relative shrink-0 border-l border-line bg-content narrow:absolute narrow:inset-y-0 narrow:right-0 narrow:z-20 narrow:shadow-lg"
          >
            <Resizer
              label="Width of the details"
              width={preferences.inspectorWidth}
              least={240}
              most={400}
              normal={272}
              side="right"
              onResize={onInspectorWidth}
            />
            <Inspector key={focused.id} session={focused} />
          </aside>
        )}
      </div>
    </>
  );
};

/** The session that comes `by` after the focused one in the sidebar. */
export const neighbour = (
  list: readonly Session[],
  focused: SessionId | null,
  by: 1 | -1,
): SessionId | null => {
  if (list.length === 0) return null;
  const at = list.findIndex(({ id }) => id === focused);
  const next = at < 0 ? (by === 1 ? 0 : list.length - 1) : (at + by + list.length) % list.length;
  return list[next]?.id ?? null;
};
