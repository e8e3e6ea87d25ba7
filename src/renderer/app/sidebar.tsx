import {
  ChartNoAxesColumn,
  Cpu,
  FolderPlus,
  PanelLeft,
  Plus,
  SlidersHorizontal,
  SquareTerminal,
  Stethoscope,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { waitingSentence } from '#shared/notice-words.ts';
import { CheckGlyph, statusColour, StatusGlyph } from '#renderer/ui/glyph.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { commands, keysOf, type Command, type Platform } from './keys.ts';
import type { View } from './view.ts';

export interface SidebarProps {
  readonly view: View['kind'];
  readonly platform: Platform;
  readonly live: number;
  /** Sessions that wait for a person. */
  readonly waiting: number;
  /** The runtime problem worth a flag, in words. */
  readonly trouble: { readonly count: number; readonly text: string } | null;
  readonly sessions: ReactNode;
  readonly agents: ReactNode;
  /** False where the page itself has that button. */
  readonly newAgent: boolean;
  readonly run: (command: Command) => void;
}

const Caption = ({ children }: { readonly children: ReactNode }) => (
  <h2 className="grow text-xs font-medium text-fg-3">{children}</h2>
);

const SECTION = 'flex h-8 shrink-0 items-center gap-1 pt-1 pr-2 pl-4 rail:hidden';

const Footer = ({
  live,
  trouble,
  platform,
  run,
}: Pick<SidebarProps, 'live' | 'trouble' | 'platform' | 'run'>) => (
  <div className="flex h-9 shrink-0 items-center gap-1 border-t border-line pr-2 pl-4 text-xs text-fg-2 rail:h-auto rail:flex-col rail:px-0 rail:py-1">
    <span
      title={trouble?.text}
      className={`min-w-0 grow truncate rail:hidden ${trouble ? 'text-failed' : ''}`}
    >
      {trouble ? trouble.text : live === 0 ? 'Nothing live' : `${live} live`}
    </span>
    <span className="relative inline-flex">
      <IconButton
        label={
          trouble ? `Doctor: ${trouble.count} ${trouble.count === 1 ? 'problem' : 'problems'}` : 'Doctor'
        }
        icon={<Stethoscope />}
        onClick={() => run('doctor')}
      />
      {trouble && (
        <span className="pointer-events-none absolute top-0.5 right-0.5 rounded-xs bg-window p-px">
          <CheckGlyph word="Problem" named={false} className="!size-2" />
        </span>
      )}
    </span>
    <IconButton
      label="Settings"
      keys={keysOf('settings', platform)}
      icon={<SlidersHorizontal />}
      onClick={() => run('settings')}
    />
  </div>
);

const Place = ({
  command,
  icon,
  description,
  view,
  platform,
  run,
  children,
}: {
  readonly command: 'sessions' | 'usage' | 'processes';
  readonly icon: ReactNode;
  readonly description?: string;
  readonly children?: ReactNode;
} & Pick<SidebarProps, 'view' | 'platform' | 'run'>) => {
  const { title } = commands[command];
  return (
    <a
      href={`#${command}`}
      {...(description === undefined ? {} : { 'aria-description': description })}
      title={`${title}, ${keysOf(command, platform) ?? ''}`}
      {...(view === command ? { 'aria-current': 'page' as const } : {})}
      onClick={(event) => {
        event.preventDefault();
        run(command);
      }}
      className={`flex h-7 items-center gap-2 rounded-sm px-2 rail:justify-center [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.6] ${view === command ? 'bg-press font-medium text-fg' : 'text-fg-2 hover:bg-hover'}`}
    >
      <span aria-hidden="true" className="contents">
        {icon}
      </span>
      <span className="grow rail:sr-only">{title}</span>
      {children}
    </a>
  );
};

/** Where everything is reached from: sessions, usage, processes, agents, doctor and settings. */
export const Sidebar = ({
  view,
  platform,
  live,
  waiting,
  trouble,
  sessions,
  agents,
  newAgent,
  run,
}: SidebarProps) => (
  <>
    <div className="titlebar flex h-10 shrink-0 items-center gap-2 pr-2 pl-4 rail:justify-center rail:px-0">
      <span className="grow font-semibold text-fg-2 select-none rail:hidden">toc</span>
      <IconButton
        label="Hide sidebar"
        keys={keysOf('sidebar', platform)}
        icon={<PanelLeft />}
        onClick={() => run('sidebar')}
        className="rail:!hidden"
      />
    </div>
    <nav aria-label="Main" className="shrink-0 px-2 pb-2 rail:px-1.5">
      <Place
        command="sessions"
        icon={<SquareTerminal />}
        description={waiting === 0 ? `${live} live` : `${live} live. ${waitingSentence(waiting)}`}
        {...{ view, platform, run }}
      >
        {waiting > 0 && (
          <span
            aria-hidden="true"
            className={`flex items-center gap-1.5 text-xs font-medium tabular-nums ${statusColour.Waiting}`}
          >
            <StatusGlyph word="Waiting" className="!size-3 rail:!size-2" />
            <span className="rail:hidden">{waiting}</span>
          </span>
        )}
        {live > 0 && (
          <span aria-hidden="true" className="text-xs text-fg-3 tabular-nums rail:hidden">
            {live}
          </span>
        )}
      </Place>
      <Place command="usage" icon={<ChartNoAxesColumn />} {...{ view, platform, run }} />
      <Place command="processes" icon={<Cpu />} {...{ view, platform, run }} />
    </nav>
    <div className="flex min-h-0 grow flex-col overflow-y-auto">
      <div className={SECTION}>
        <Caption>Live</Caption>
        <IconButton
          label="Choose an agent to run"
          keys={keysOf('start', platform)}
          icon={<Plus />}
          onClick={() => run('start')}
        />
      </div>
      {sessions}
      <div className={`${SECTION} mt-2`}>
        <Caption>Workspaces</Caption>
        <IconButton label="Add a folder" icon={<FolderPlus />} onClick={() => run('add-workspace')} />
        {newAgent && (
          <IconButton
            label="New agent"
            keys={keysOf('new-agent', platform)}
            icon={<Plus />}
            onClick={() => run('new-agent')}
          />
        )}
      </div>
      {agents}
    </div>
    <Footer live={live} trouble={trouble} platform={platform} run={run} />
  </>
);
