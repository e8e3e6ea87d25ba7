import { err } from '#shared/result.ts';
import { attachOn, listOn, openOn, releaseOn, rollOn, runOn, stopOn } from './calls.ts';
import { createConnection } from './connection.ts';
import type { KeeperRooms } from './keeper.ts';
import type { Link } from './link.ts';
import type { Exit, SeenSignals, Terminals, Viewer } from './supervised.ts';

export type {
  Attachment,
  Exit,
  OpenRefused,
  OpenTerminal,
  SeenSignals,
  StartBackground,
  StopRefused,
  SupervisedRun,
  Terminals,
} from './supervised.ts';

/** Main's client of the supervisor. */
export const createTerminals = (rooms: KeeperRooms): Terminals => {
  const exits: ((runId: string, exit: Exit) => void)[] = [];
  const signals: ((runId: string, signals: SeenSignals) => void)[] = [];
  const losses: (() => void)[] = [];
  const viewers = new Set<Viewer>();
  const tell = (runId: string, exit: Exit): void => {
    for (const handle of exits) handle(runId, exit);
  };
  const joined = (link: Link): void => {
    link.onEnded(({ runId, exit }) => tell(runId, exit));
    link.onSignals(({ runId, ...seen }) => {
      for (const handle of signals) handle(runId, seen);
    });
    link.onClosed(() => {
      const left = [...viewers];
      viewers.clear();
      for (const viewer of left) viewer.lost();
    });
    // Ends that happened while nobody listened.
    void listOn(link).then((runs) => {
      for (const run of runs) if (run.exit) tell(run.runId, run.exit);
    });
  };
  const connection = createConnection(rooms, joined, () => {
    for (const handle of losses) handle();
  });

  return {
    async open(request) {
      const link = await connection.needed();
      return link.ok ? openOn(link.value, request) : link;
    },
    async run(request) {
      const link = await connection.needed();
      return link.ok ? runOn(link.value, request) : link;
    },
    async list() {
      const link = await connection.existing();
      return link?.ok ? listOn(link.value) : [];
    },
    async roll() {
      const link = await connection.existing();
      if (link === null) return [];
      return link.ok ? rollOn(link.value) : null;
    },
    async attach(runId, viewer) {
      const link = await connection.existing();
      if (!link?.ok) return err({ code: 'no-terminal' });
      const attached = await attachOn(link.value, runId, { viewer, left: () => viewers.delete(viewer) });
      if (attached.ok) viewers.add(viewer);
      return attached;
    },
    async stop(runId) {
      const link = await connection.existing();
      if (link === null) return err({ code: 'not-live' });
      return link.ok ? stopOn(link.value, runId) : link;
    },
    async release(runId) {
      const link = await connection.existing();
      if (link?.ok) await releaseOn(link.value, runId);
    },
    onExit: (handle) => void exits.push(handle),
    onSignals: (handle) => void signals.push(handle),
    onSupervisorLost: (handle) => void losses.push(handle),
    supervisor: () => {
      const link = connection.current();
      return link ? { pid: link.pid, version: link.version } : null;
    },
    close: async () => connection.close(),
  };
};
