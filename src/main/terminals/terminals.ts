import { err, ok, type Result } from '#shared/result.ts';
import { createAudience } from './audience.ts';
import { attachOn, openOn, releaseOn, rollOn, runOn, stopOn } from './calls.ts';
import { createConnection } from './connection.ts';
import type { KeeperRooms, Unreachable } from './keeper.ts';
import type { Link } from './link.ts';
import { createOverseer } from './overseer.ts';
import type { SupervisedRun, Terminals } from './supervised.ts';

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

type Connection = ReturnType<typeof createConnection>;

/** What each of them holds; null for each that cannot be asked. */
const rollsOf = async (connection: Connection): Promise<readonly (readonly SupervisedRun[] | null)[]> => {
  const { links, refused } = await connection.existing();
  return [...(await Promise.all(links.map(rollOn))), ...refused.map(() => null)];
};

/** The supervisor that holds the run; where only one lives, that one. */
const holderOf = async (connection: Connection, runId: string): Promise<Result<Link, Unreachable> | null> => {
  const { links, refused } = await connection.existing();
  const [only] = links;
  const [problem] = refused;
  if (links.length === 1 && only && !problem) return ok(only);
  for (const link of links) {
    const runs = await rollOn(link);
    if (runs?.some((run) => run.runId === runId)) return ok(link);
  }
  return problem ? err(problem) : null;
};

/** The connections, with everybody who is told what comes over them. */
const connected = (rooms: KeeperRooms) => {
  const audience = createAudience();
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
    void rollOn(link).then((runs) => {
      for (const run of runs ?? []) if (run.exit) audience.exited(run.runId, run.exit);
      if (runs !== null) overseen.oversee(link, runs);
    });
  };
  const connection = createConnection(rooms, joined, audience.lost);
  const overseen = createOverseer(rooms.clock, connection.isLeaving, (link) => {
    audience.left(link, 'ended');
    connection.dismiss(link);
  });
  return { audience, connection, overseen };
};

/** Main's client of the supervisor. */
export const createTerminals = (rooms: KeeperRooms): Terminals => {
  const { audience, connection, overseen } = connected(rooms);

  return {
    async open(request) {
      const link = await connection.needed();
      return link.ok ? openOn(link.value, request) : link;
    },
    async run(request) {
      const link = await connection.needed();
      return link.ok ? runOn(link.value, request) : link;
    },
    list: async () => (await rollsOf(connection)).flatMap((runs) => runs ?? []),
    roll: async () => {
      const rolls = await rollsOf(connection);
      return rolls.includes(null) ? null : rolls.flatMap((runs) => runs ?? []);
    },
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
      return link.ok ? overseen.during(link.value, () => stopOn(link.value, runId)) : link;
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
