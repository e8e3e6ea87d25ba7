import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { defaultPreferences, type Preferences } from '#shared/contract/system.ts';
import type { FormCommands } from '#renderer/features/agents/agents.tsx';
import { canTakeOver, type Acting } from '#renderer/features/sessions/sessions.tsx';
import { allCommands, type Command } from './keys.ts';
import { neighbour } from './panes-view.tsx';
import { focusRegion } from './regions.ts';
import type { Desk } from './use-desk.ts';

export interface CommandRooms {
  readonly desk: Desk;
  readonly acting: Acting;
  readonly form: FormCommands | null;
  /** The session with the focus, where one is shown. */
  readonly focused: Session | null;
  /** The session whose row has the focus, else the one that is shown. */
  readonly meant: Session | null;
  readonly listed: readonly Session[];
  /** The session that needs a person next. */
  readonly next: Session | null;
  readonly preferences: Preferences;
  readonly save: (change: Partial<Preferences>) => void;
  readonly workspace: string | null;
  readonly toggleInspector: () => void;
  readonly openPalette: (mode: 'all' | 'start' | 'split') => void;
  readonly openShortcuts: () => void;
  readonly openAddWorkspace: () => void;
  /** Opens the form of the agent under the focus; null when none is. */
  readonly editFocused: (() => void) | null;
  /** Asks for a prompt, for the agent under the focus where there is one. */
  readonly runInBackground: () => void;
  readonly reconcile: () => void;
}

type Act = (() => void) | null;

const click = (selector: string): void => document.querySelector<HTMLElement>(selector)?.click();

const textSize = ({ preferences, save }: CommandRooms, size: number): Act => {
  const next = Math.min(20, Math.max(9, size));
  return next === preferences.terminalFontSize ? () => {} : () => save({ terminalFontSize: next });
};

const go = ({ desk, listed }: CommandRooms, by: 1 | -1): Act => {
  const next: SessionId | null = neighbour(listed, desk.panes.focused, by);
  return next === null ? null : () => desk.open(next);
};

const openIt =
  (desk: Desk, { id }: Session): Act =>
  () =>
    desk.open(id);

/** What a command does now; null when it does not fit. */
export const actOf = (command: Command, rooms: CommandRooms): Act => {
  const { desk, acting, form, focused, meant, preferences, save } = rooms;
  const watched = meant?.run.kind === 'background' ? meant : null;
  const size = preferences.terminalFontSize;
  const inPanes = desk.view.kind === 'panes';
  const acts: Readonly<Record<Command, Act>> = {
    palette: () => rooms.openPalette('all'),
    'next-waiting': rooms.next && openIt(desk, rooms.next),
    start: () => rooms.openPalette('start'),
    'run-in-background': rooms.runInBackground,
    'new-agent': () => desk.go({ kind: 'new-agent', workspace: rooms.workspace }),
    'edit-agent': rooms.editFocused,
    'save-agent': form && form.save,
    'delete-agent': form && form.remove,
    'add-workspace': rooms.openAddWorkspace,
    sessions: () => desk.go({ kind: 'sessions' }),
    usage: () => desk.go({ kind: 'usage' }),
    processes: () => desk.go({ kind: 'processes' }),
    'previous-session': go(rooms, -1),
    'next-session': go(rooms, 1),
    resume: focused && !focused.run.live ? () => acting.resume(focused.id) : null,
    'continue-in-background':
      meant && !(watched && meant.run.live) ? () => acting.askToContinue([meant]) : null,
    watch: watched && watched !== focused ? () => desk.open(watched.id) : null,
    'take-over': watched && canTakeOver(watched) ? () => acting.takeOver(watched.id) : null,
    reconcile: rooms.reconcile,
    stop: focused?.run.live ? () => acting.stop(focused.id) : null,
    why: focused ? () => click(`[data-why="${focused.id}"]`) : null,
    split: inPanes ? () => rooms.openPalette('split') : null,
    'previous-pane': inPanes && desk.panes.open.length > 1 ? () => desk.step(-1) : null,
    'next-pane': inPanes && desk.panes.open.length > 1 ? () => desk.step(1) : null,
    'close-pane': inPanes && focused ? () => desk.close(focused.id) : null,
    sidebar: () => save({ sidebarOpen: !preferences.sidebarOpen }),
    inspector: inPanes || desk.view.kind === 'transcript' ? rooms.toggleInspector : null,
    'next-region': () => focusRegion(1),
    'previous-region': () => focusRegion(-1),
    larger: textSize(rooms, size + 1),
    smaller: textSize(rooms, size - 1),
    'normal-size': textSize(rooms, defaultPreferences.terminalFontSize),
    audit: () => desk.go({ kind: 'audit' }),
    doctor: () => desk.go({ kind: 'doctor' }),
    settings: () => desk.go({ kind: 'settings' }),
    shortcuts: rooms.openShortcuts,
  };
  return acts[command];
};

/** What makes no sense to choose from the palette: it is open, or has just taken the focus. */
const KEYS_ONLY: readonly Command[] = ['palette', 'next-region', 'previous-region'];

/** The commands that fit now, for the palette. */
export const fittingCommands = (rooms: CommandRooms): Command[] =>
  allCommands.filter((command) => !KEYS_ONLY.includes(command) && actOf(command, rooms) !== null);
