import { app, dialog } from 'electron';
import { claimHome } from '../boot/home.ts';
import { systemClock } from '../machine/clock.ts';
import type { Paths } from '../machine/paths.ts';
import { stepFor } from './takeover.ts';

/** Asks before a running `toc serve` is taken over; its runs are not touched. */
const agreesToTakeOver = async (pid: number): Promise<boolean> => {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'toc is already running in a browser',
    detail: `"toc serve" (process ${pid}) holds this TOC_HOME. Take over: the window becomes its main; every session goes on, and the browser stays connected.`,
    buttons: ['Take over', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
};

/** The lock of this TOC_HOME, or null when this process has nothing more to do: another window is there, or the person said no. */
export const becomeMain = async (paths: Paths): Promise<{ release(): void } | null> => {
  let agreed = false;
  for (;;) {
    const role = await claimHome(paths, systemClock);
    if (role.kind === 'main') return role.lock;
    const { client, info } = role;
    try {
      const step = stepFor(info.face, agreed);
      if (step === 'show-that-window') {
        await client.calls.system.focusWindow();
        return null;
      }
      if (step === 'ask') {
        agreed = await agreesToTakeOver(info.pid);
        if (!agreed) return null;
      }
      if (step === 'ask' || step === 'take-over') await client.calls.system.yield();
      // A command holds it for a moment; serve lets go once its answer is out.
      await client.closed;
    } catch (problem) {
      // It went away between two questions: the lock is free now.
      if (!(problem instanceof Error && problem.name === 'AbortError')) throw problem;
    } finally {
      client.close();
    }
  }
};

/** Tells why the app cannot start, and ends it. */
export const giveUp = (problem: unknown): void => {
  dialog.showErrorBox('toc cannot start', problem instanceof Error ? problem.message : String(problem));
  app.exit(1);
};
