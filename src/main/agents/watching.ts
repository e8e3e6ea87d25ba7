import { join, sep } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import type { News } from '#shared/contract/system.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';

/** An editor writes in several steps; one announcement is enough for all of them. */
const QUIET = 100;

/** From a workspace down to the files of an agent: .toc, agents, the agent, its files. */
const DEPTH = 4;

/** Whether a path below a workspace can be an agent's: the workspace's other folders are never read. Pure. */
export const isAgentPath = (path: string, workspace: string): boolean => {
  const toc = join(workspace, '.toc');
  const agents = join(toc, 'agents');
  return path === workspace || path === toc || path === agents || path.startsWith(agents + sep);
};

export interface WatchRooms {
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: (news: News) => void;
}

/** Announces every change below the agents' folders, also where there is no such folder yet. */
export const watchAgents = ({ home, clock, log, publish }: WatchRooms) => {
  const personal = join(home, 'agents');
  let watchers: readonly FSWatcher[] = [];
  let cancel: (() => void) | null = null;
  const announce = (): void => {
    cancel?.();
    cancel = clock.after(QUIET, () => publish({ kind: 'agents-changed' }));
  };

  const opened = (root: string, belongs: (path: string) => boolean): Promise<FSWatcher> =>
    new Promise((resolve) => {
      const watcher = watch(root, { ignoreInitial: true, depth: DEPTH, ignored: (path) => !belongs(path) });
      watcher.on('all', announce);
      watcher.on('error', (problem) => log.error('watch-failed', problem));
      watcher.on('ready', () => resolve(watcher));
    });

  const close = async (): Promise<void> => {
    cancel?.();
    const closing = watchers;
    watchers = [];
    await Promise.all(closing.map((watcher) => watcher.close()));
  };

  return {
    /** Watches the personal agents and those of these workspaces, and nothing else. */
    async follow(workspaces: readonly string[]): Promise<void> {
      await close();
      watchers = await Promise.all([
        opened(personal, (path) => path === personal || path.startsWith(personal + sep)),
        ...workspaces.map((workspace) => opened(workspace, (path) => isAgentPath(path, workspace))),
      ]);
    },
    close,
  };
};
