import { useCallback, useEffect, useRef, useState } from 'react';
import type { Agent, AgentRef } from '#shared/contract/agents.ts';
import { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Info, Preferences } from '#shared/contract/system.ts';
import { useCommands } from '#renderer/bridge/bridge.tsx';
import { usePreferences, useSavePreferences } from '#renderer/bridge/preferences.ts';
import { refKey, type FormCommands } from '#renderer/features/agents/agents.tsx';
import {
  endKey,
  listed,
  nextWaiting,
  useActing,
  useReconcile,
} from '#renderer/features/sessions/sessions.tsx';
import { splitRefusal } from '#renderer/features/terminals/terminals.tsx';
import { useOverTime } from '#renderer/ui/now.ts';
import { commandNamed, type Command } from './keys.ts';
import type { PaletteMode } from './palette-items.tsx';
import { actOf, type CommandRooms } from './use-commands.ts';
import type { Data } from './use-data.ts';
import type { Desk } from './use-desk.ts';
import { useKeys } from './use-keys.ts';
import { useNarrow } from './use-narrow.ts';
import { useSeen } from './use-seen.ts';
import { useStarting } from './use-starting.ts';

const HALF_MINUTE = 30_000;

/** The sessions of the sidebar; ended ones leave as time goes by. */
const useListed = (data: Data, desk: Desk): Session[] => {
  const [seen, see] = useSeen();
  const now = Number(useOverTime((moment) => String(Math.floor(moment / HALF_MINUTE) * HALF_MINUTE)));
  const open = desk.view.kind === 'panes' ? desk.panes.open : [];
  const sessions = data.sessions ?? [];
  useEffect(() => {
    for (const session of sessions) if (!session.run.live && open.includes(session.id)) see(endKey(session));
  });
  return listed(sessions, { open, seen, now });
};

/** The agent a person means: the row with the focus, else that of the focused session. */
const meantAgent = (agents: readonly Agent[], focused: Session | null): Agent | undefined => {
  const active = document.activeElement;
  const row = active?.closest<HTMLElement>('[data-agent]')?.dataset['agent'];
  if (row !== undefined) return agents.find(({ ref }) => refKey(ref) === row);
  const kept = focused?.agent;
  // A key pressed in a terminal is the program's, unless it is one that only the app has.
  if (!kept || active?.closest('section[aria-label^="Terminal "]')) return undefined;
  return agents.find(({ ref }) => refKey(ref) === refKey(kept));
};

/** The session a person means: the row with the focus, else the one whose pane has it. */
const meantSession = (sessions: readonly Session[], focused: Session | null): Session | null => {
  const row = document.activeElement?.closest<HTMLElement>('[data-session]')?.dataset['session'];
  return sessions.find(({ id }) => id === row) ?? focused;
};

/** What can be done with the agent that is meant; without one, or with one that cannot be read, the person chooses. */
const agentRooms = (
  agent: Agent | undefined,
  edit: (agent: Agent) => void,
  openBackground: (agent: AgentRef | null) => void,
): Pick<CommandRooms, 'editFocused' | 'runInBackground'> => ({
  editFocused: agent ? () => edit(agent) : null,
  runInBackground: () => openBackground(agent?.state === 'ready' ? agent.ref : null),
});

const splitProblem = (count: number, fontSize: number): string | null => {
  const area = document.querySelector('[data-panes]')?.getBoundingClientRect();
  return area ? splitRefusal({ width: area.width, height: area.height, fontSize }, count) : null;
};

/** The menu of the electron face says the same names as the keys; a notification or the tray, which session to open. */
const useMenu = (run: (command: Command) => boolean, open: (id: SessionId) => void): void => {
  const latest = useRef({ run, open });
  useEffect(() => {
    latest.current = { run, open };
  });
  useCommands(
    useCallback((name: string) => {
      const command = commandNamed(name);
      if (command !== null) latest.current.run(command);
      const asked = SessionId.safeParse(/^open-session (.+)$/.exec(name)?.[1]);
      if (asked.success) latest.current.open(asked.data);
    }, []),
  );
};

/** The session whose terminal has the focus, while terminals are shown. */
const focusedSession = ({ sessions }: Data, { view, panes }: Desk): Session | null => {
  if (view.kind !== 'panes') return null;
  return sessions?.find(({ id }) => id === (panes.focused ?? panes.open[0])) ?? null;
};

/** What lies over the window, one thing at a time. */
const useOverlays = (splitProblem: () => string | null) => {
  const [palette, setPalette] = useState<PaletteMode | null>(null);
  const [shortcuts, setShortcuts] = useState(false);
  const [adding, setAdding] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [background, setBackground] = useState<{ readonly agent: AgentRef | null } | null>(null);
  return {
    palette,
    openPalette: (mode: PaletteMode) => {
      const problem = mode === 'split' ? splitProblem() : null;
      setRefusal(problem);
      if (problem === null) setPalette(mode);
    },
    closePalette: () => setPalette(null),
    shortcuts,
    openShortcuts: () => setShortcuts(true),
    closeShortcuts: () => setShortcuts(false),
    adding,
    openAdding: () => setAdding(true),
    closeAdding: () => setAdding(false),
    /** The agent to be run in the background; null in it: the person chooses. */
    background,
    openBackground: (agent: AgentRef | null) => setBackground({ agent }),
    closeBackground: () => setBackground(null),
    /** Why the last split was refused. */
    refusal,
  };
};

/** The commands of the form that is open; they change with every key, and nothing is drawn for that. */
const useFormCommands = () => {
  const form = useRef<FormCommands | null>(null);
  const setForm = useCallback((commands: FormCommands | null) => {
    form.current = commands;
  }, []);
  return { form, setForm };
};

/** Whether the details are shown, and how to change that: kept where they stand beside, not where they lie over. */
const useInspector = (preferences: Preferences, save: (change: Partial<Preferences>) => void) => {
  const narrow = useNarrow();
  const [overlay, setOverlay] = useState(false);
  return {
    inspecting: narrow ? overlay : preferences.inspectorOpen,
    toggleInspector: () =>
      narrow ? setOverlay(!overlay) : save({ inspectorOpen: !preferences.inspectorOpen }),
  };
};

/** Goes to the live session of a digit, if there is one. */
const goTo =
  (rows: readonly Session[], desk: Desk) =>
  (digit: number): boolean => {
    const session = rows[digit - 1];
    if (session) desk.open(session.id);
    return session !== undefined;
  };

export interface WindowProps {
  readonly data: Data;
  readonly desk: Desk;
  readonly info: Info;
}

const useReconciling = (): (() => void) => {
  const { mutate } = useReconcile();
  return useCallback(() => mutate(), [mutate]);
};

/** Everything the window knows and can do beyond drawing itself. */
export const useWindow = ({ data, desk, info }: WindowProps) => {
  const { preferences } = usePreferences();
  const save = useSavePreferences();
  const acting = useActing();
  const reconcile = useReconciling();
  const { inspecting, toggleInspector } = useInspector(preferences, save);
  const { form, setForm } = useFormCommands();
  const rows = useListed(data, desk);
  const starting = useStarting((session) => {
    save({ lastWorkspace: session.workspace });
    desk.open(session.id);
  });
  const focused = focusedSession(data, desk);
  const next = nextWaiting(data.sessions ?? [], focused?.id ?? null);
  const overlays = useOverlays(() => splitProblem(desk.panes.open.length + 1, preferences.terminalFontSize));
  const edit = (agent: Agent): void => desk.go({ kind: 'agent', ref: agent.ref });
  const rooms = (): CommandRooms => ({
    desk,
    acting,
    form: form.current,
    focused,
    meant: meantSession(data.sessions ?? [], focused),
    listed: rows,
    next,
    preferences,
    save,
    workspace: preferences.lastWorkspace ?? data.workspaces[0]?.path ?? null,
    toggleInspector,
    openPalette: overlays.openPalette,
    openShortcuts: overlays.openShortcuts,
    openAddWorkspace: overlays.openAdding,
    ...agentRooms(meantAgent(data.agents ?? [], focused), edit, overlays.openBackground),
    reconcile,
  });
  const run = (command: Command): boolean => {
    const act = actOf(command, rooms());
    if (act) act();
    return act !== null;
  };
  useKeys({ platform: info.platform, run, goTo: goTo(rows, desk) });
  useMenu(run, desk.open);

  return {
    preferences,
    save,
    rows,
    starting,
    focused,
    next,
    inspecting,
    run,
    rooms,
    edit,
    overlays,
    setForm,
  };
};

export type WindowState = ReturnType<typeof useWindow>;
