import { watch as watchFiles, type FSWatcher } from 'chokidar';
import { sep } from 'node:path';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';

/** One agents folder, and the folder above it that is there even before the first agent. */
export interface WatchedPlace {
  readonly base: string;
  readonly agents: string;
}

/** An editor's save is several events; they are told as one. */
const QUIET = 80;
/** An agent's folder and the folders in it; a compose file lies no deeper. */
const DEEPEST = 3;

/** Only the way to the agents folder and what lies in it; never the rest of the user's tree. */
const isOnTheWay = ({ base, agents }: WatchedPlace, path: string): boolean => {
  if (path === base || path === agents || agents.startsWith(path + sep)) return true;
  if (!path.startsWith(agents + sep)) return false;
  const below = path.slice(agents.length + 1).split(sep);
  return below.length <= DEEPEST && !below.some((part) => part === 'node_modules' || part === '.git');
};

/** Tells when a file of any agent changes, also where the agents folder is yet to be made. */
export const createAgentWatch = (rooms: {
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: () => void;
}) => {
  const { clock, log } = rooms;
  const watchers = new Map<string, FSWatcher>();
  let cancel = (): void => {};

  const soon = (): void => {
    cancel();
    cancel = clock.after(QUIET, rooms.changed);
  };

  const open = (place: WatchedPlace): Promise<void> =>
    new Promise((resolve) => {
      const watcher = watchFiles(place.base, {
        ignoreInitial: true,
        followSymlinks: false,
        ignored: (path) => !isOnTheWay(place, path),
      });
      watchers.set(place.agents, watcher);
      watcher.on('all', (_event, path) => {
        if (path !== place.base) soon();
      });
      watcher.on('ready', () => resolve());
      watcher.on('error', (problem) => {
        // Too many watches, or a folder gone: agents are still read afresh on every list.
        log.error('agent-watch-failed', problem, { folder: place.agents });
        resolve();
      });
    });

  return {
    soon,
    /** Watches exactly these places from now on; resolves when changes are seen. */
    async follow(places: readonly WatchedPlace[]): Promise<void> {
      const wanted = new Set(places.map((place) => place.agents));
      const leaving = [...watchers].filter(([agents]) => !wanted.has(agents));
      for (const [agents] of leaving) watchers.delete(agents);
      const coming = places.filter((place) => !watchers.has(place.agents));
      await Promise.all([...leaving.map(([, watcher]) => watcher.close()), ...coming.map(open)]);
    },
    async close(): Promise<void> {
      cancel();
      const all = [...watchers.values()];
      watchers.clear();
      await Promise.all(all.map((watcher) => watcher.close()));
    },
  };
};
