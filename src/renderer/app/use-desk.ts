import { useCallback, useEffect, useRef, useState } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Preferences } from '#shared/contract/system.ts';
import { useSavePreferences } from '#renderer/bridge/preferences.ts';
import { closed, opened, split, stepped, type Panes } from './panes.ts';
import { viewFrom, viewText, type View } from './view.ts';

export interface Desk {
  readonly view: View;
  readonly panes: Panes;
  /** Goes to a view; asks first when that would drop what was typed. */
  readonly go: (view: View) => void;
  readonly open: (id: SessionId) => void;
  readonly openBeside: (id: SessionId) => void;
  readonly close: (id: SessionId) => void;
  readonly step: (by: 1 | -1) => void;
  readonly focus: (id: SessionId) => void;
  /** A form has changes that are not saved. */
  readonly setDirty: (dirty: boolean) => void;
  /** Where the user wants to go while a form has changes. */
  readonly leaving: View | null;
  readonly leave: (really: boolean) => void;
}

/** What is kept, for a window that was opened for one session: that one stands in the first pane. */
export const deskFor = (kept: Preferences, asked: SessionId | null): Preferences => {
  if (asked === null) return kept;
  const others = kept.panes.filter((id) => id !== asked);
  const rest = others.length === kept.panes.length ? others.slice(1) : others;
  return { ...kept, lastView: viewText({ kind: 'panes' }), panes: [asked, ...rest] };
};

/** Puts the keyboard into the terminal of a session, once it is drawn. */
const focusTerminal = (title: string): void => {
  requestAnimationFrame(() => {
    const pane = (kind: string) => `section[aria-label="${CSS.escape(`${kind} ${title}`)}"]`;
    const inside = `${pane('Terminal')} textarea, ${pane('Watch')} [role="group"][aria-label="Steps"]`;
    document.querySelector<HTMLElement>(inside)?.focus();
  });
};

/** What the window shows, kept in the preferences. */
export const useDesk = (kept: Preferences, titleOf: (id: SessionId) => string | undefined): Desk => {
  const save = useSavePreferences();
  const [view, setView] = useState(() => viewFrom(kept.lastView));
  const [panes, setPanes] = useState<Panes>({ open: kept.panes, focused: kept.panes[0] ?? null });
  const [leaving, setLeaving] = useState<{ readonly view: View; readonly panes: Panes | null } | null>(null);
  const dirty = useRef(false);

  useEffect(() => {
    // Closing or reloading the window asks too; the platform words the question.
    const ask = (event: BeforeUnloadEvent): void => {
      if (dirty.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);

  const saved = useRef(JSON.stringify([view, panes.open]));
  useEffect(() => {
    const now = JSON.stringify([view, panes.open]);
    if (saved.current === now) return;
    saved.current = now;
    save({ lastView: viewText(view), panes: [...panes.open] });
  }, [view, panes.open, save]);

  const arrive = useCallback((next: View, nextPanes: Panes | null) => {
    setView(next);
    if (nextPanes) setPanes(nextPanes);
  }, []);
  const goWith = (next: View, nextPanes: Panes | null): void => {
    if (dirty.current) setLeaving({ view: next, panes: nextPanes });
    else arrive(next, nextPanes);
  };
  const show = (nextPanes: Panes): void => {
    goWith({ kind: 'panes' }, nextPanes);
    const title = nextPanes.focused === null ? undefined : titleOf(nextPanes.focused);
    if (title !== undefined && !dirty.current) focusTerminal(title);
  };
  return {
    view,
    panes,
    go: (next) => goWith(next, null),
    open: (id) => show(opened(panes, id)),
    openBeside: (id) => show(split(panes, id)),
    close: (id) => {
      const next = closed(panes, id);
      setPanes(next);
      if (next.open.length === 0) goWith({ kind: 'sessions' }, null);
    },
    step: (by) => show(stepped(panes, by)),
    focus: (id) => setPanes((known) => ({ ...known, focused: id })),
    setDirty: useCallback((next: boolean) => {
      dirty.current = next;
    }, []),
    leaving: leaving?.view ?? null,
    leave: (really) => {
      if (really && leaving) {
        dirty.current = false;
        arrive(leaving.view, leaving.panes);
      }
      setLeaving(null);
    },
  };
};
