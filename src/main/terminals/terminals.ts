import { err, ok, type Result } from '#shared/result.ts';
import { attachOn, listOn, openOn, releaseOn, runOn, stopOn } from './calls.ts';
import { createConnection } from './connection.ts';
import type { KeeperRooms, Unreachable } from './keeper.ts';
import type { Link } from './link.ts';
import type { Exit, SeenSignals, SupervisedRun, Terminals, Viewer } from './supervised.ts';

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

/** How long an older supervisor must have been empty: the last screen is on its way to the disk. */
const SETTLING = 2000;

type Connection = ReturnType<typeof createConnection>;

const isAlive = ({ exit }: SupervisedRun): boolean => exit === null;

/** Counts what a supervisor still runs, and lets an older one go when that is nothing. */
const overseer = (
  { clock }: KeeperRooms,
  isLeaving: (link: Link) => boolean,
  dismiss: (link: Link) => void,
) => {
  const live = new Map<Link, number>();
  const oversee = (link: Link, runs: readonly SupervisedRun[], wasEmpty = false): void => {
    live.set(link, runs.filter(isAlive).length);
    if (!isLeaving(link) || runs.some(isAlive)) return;
    // What an ended run left behind ends without telling.
    const isEmpty = runs.every(({ family }) => family.length === 0);
    if (isEmpty && wasEmpty) return dismiss(link);
    clock.after(SETTLING, () => void look(link, isEmpty));
  };
  const look = async (link: Link, wasEmpty = false): Promise<void> => {
    const runs = live.has(link) ? await listOn(link) : null;
    if (runs !== null) oversee(link, runs, wasEmpty);
  };
  return {
    look,
    oversee,
    count: (link: Link): number => live.get(link) ?? 0,
    left: (link: Link) => void live.delete(link),
  };
};

const surveyOf = async (connection: Connection): ReturnType<Terminals['survey']> => {
  const { links, refused } = await connection.existing();
  const lists = await Promise.all(links.map(listOn));
  return {
    runs: lists.flatMap((runs) => runs ?? []),
    complete: refused.length === 0 && !lists.includes(null),
  };
};

/** The supervisor that holds the run; where only one lives, that one. */
const holderOf = async (connection: Connection, runId: string): Promise<Result<Link, Unreachable> | null> => {
  const { links, refused } = await connection.existing();
  const [only] = links;
  const [problem] = refused;
  if (links.length === 1 && only && !problem) return ok(only);
  for (const link of links) {
    const runs = await listOn(link);
    if (runs?.some((run) => run.runId === runId)) return ok(link);
  }
  return problem ? err(problem) : null;
};

/** Who wants to hear of what. */
const createAudience = () => {
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

/** Main's client of the supervisor. */
export const createTerminals = (rooms: KeeperRooms): Terminals => {
  const audience = createAudience();
  const overseen = overseer(
    rooms,
    (link) => connection.isLeaving(link),
    (link) => {
      audience.left(link, 'ended');
      connection.dismiss(link);
    },
  );
  const joined = (link: Link): void => {
    link.onEnded(({ runId, exit }) => {
      audience.exited(runId, exit);
      void overseen.look(link);
    });
    link.onSignals(({ runId, ...seen }) => audience.signalled(runId, seen));
    link.onClosed(() => {
      audience.left(link, 'supervisor-lost');
      overseen.left(link);
    });
    // Ends that happened while nobody listened.
    void listOn(link).then((runs) => {
      for (const run of runs ?? []) if (run.exit) audience.exited(run.runId, run.exit);
      if (runs !== null) overseen.oversee(link, runs);
    });
  };
  const connection = createConnection(rooms, joined, audience.lost);

  return {
    async open(request) {
      const link = await connection.needed();
      return link.ok ? openOn(link.value, request) : link;
    },
    async run(request) {
      const link = await connection.needed();
      return link.ok ? runOn(link.value, request) : link;
    },
    list: async () => (await surveyOf(connection)).runs,
    survey: () => surveyOf(connection),
    async attach(runId, viewer) {
      const link = await holderOf(connection, runId);
      if (!link?.ok) return err({ code: 'no-terminal' });
      const left = (): void => void audience.viewers.delete(viewer);
      const attached = await attachOn(link.value, runId, { viewer, left });
      if (attached.ok) audience.viewers.set(viewer, link.value);
      return attached;
    },
    async stop(runId) {
      const link = await holderOf(connection, runId);
      if (link === null) return err({ code: 'not-live' });
      return link.ok ? stopOn(link.value, runId) : link;
    },
    async release(runId) {
      const link = await holderOf(connection, runId);
      if (link?.ok) await releaseOn(link.value, runId);
    },
    onExit: (handle) => void audience.exits.push(handle),
    onSignals: (handle) => void audience.signals.push(handle),
    onSupervisorLost: (handle) => void audience.losses.push(handle),
    supervisor: () => {
      const link = connection.current();
      return link ? { pid: link.pid, version: link.version } : null;
    },
    olderSupervisor: () => {
      const link = connection.older();
      return link ? { pid: link.pid, version: link.version, runs: overseen.count(link) } : null;
    },
    close: async () => connection.close(),
  };
};
