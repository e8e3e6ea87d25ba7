import type { Link } from './link.ts';
import type { Exit, SeenSignals, Viewer } from './supervised.ts';

/** Who wants to hear of what. */
export const createAudience = () => {
  const exits: ((runId: string, exit: Exit) => void)[] = [];
  const signals: ((runId: string, signals: SeenSignals) => void)[] = [];
  const losses: (() => void)[] = [];
  const viewers = new Map<Viewer, Link>();
  return {
    exits,
    signals,
    losses,
    viewers,
    exited(runId: string, exit: Exit): void {
      for (const handle of exits) handle(runId, exit);
    },
    signalled(runId: string, seen: SeenSignals): void {
      for (const handle of signals) handle(runId, seen);
    },
    lost(): void {
      for (const handle of losses) handle();
    },
    left(link: Link, reason: 'supervisor-lost' | 'ended'): void {
      const left = [...viewers].filter(([, on]) => on === link);
      for (const [viewer] of left) viewers.delete(viewer);
      for (const [viewer] of left) viewer.lost(reason);
    },
  };
};
