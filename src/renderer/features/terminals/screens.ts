import type { TerminalView, ViewRooms } from './terminal-view.ts';

/** Opens the view of one terminal. */
export type OpenView = (rooms: Omit<ViewRooms, 'gpu'>) => TerminalView;

/** Fetches xterm and what draws with it: a third of the window's code, of use only where a terminal is open. */
export const fetchScreens = () => import('./terminal-view.ts');

/** What opens views once it is there: all of them share the graphics card. */
export const createScreens = (): (() => Promise<OpenView>) => {
  let coming: Promise<OpenView> | null = null;
  return () =>
    (coming ??= fetchScreens().then(({ createGpu, openTerminalView }) => {
      const gpu = createGpu();
      return (rooms) => openTerminalView({ ...rooms, gpu });
    }));
};
