import { setImmediate as breathe } from 'node:timers/promises';
import type { OwnedProcess } from '#shared/contract/processes.ts';
import type { SessionId } from '#shared/contract/ids.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';
import type { Store } from '../store/store.ts';
import type { SupervisedRun, Terminals } from '../terminals/terminals.ts';

/** A process of ours and whose it is. */
export interface Owned {
  readonly process: ProcessIdentity;
  readonly role: OwnedProcess['role'];
  readonly runId: string | null;
  readonly sessionId: SessionId | null;
  readonly orphan: boolean;
}

export interface OwnedRooms {
  readonly store: Store;
  readonly terminals: Terminals;
  readonly processes: ProcessTable;
  /** Main's own pid. */
  readonly pid: number;
}

/** What names one process for certain. */
export const processKey = ({ pid, started }: ProcessIdentity): string => `${pid}/${started}`;

interface Rooted {
  readonly runId: string;
  readonly process: ProcessIdentity;
  readonly family: readonly ProcessIdentity[];
  readonly orphan: boolean;
}

const held = (run: SupervisedRun): Rooted => ({ ...run, orphan: run.exit !== null });

/** Runs that no supervisor holds: it died, and a background run goes on without it. */
const adopted = async (
  { store, processes }: OwnedRooms,
  known: readonly SupervisedRun[],
): Promise<readonly Rooted[]> => {
  const open = store.runs.open().filter(({ id }) => !known.some(({ runId }) => runId === id));
  if (open.length === 0) return [];
  const bootId = await processes.bootId();
  return open.flatMap(({ id, process }) =>
    process?.bootId === bootId
      ? [{ runId: id, process: { pid: process.pid, started: process.started }, family: [], orphan: false }]
      : [],
  );
};

/** Every process of ours and what is below it now, by its key; some may just have ended. */
export const ownedProcesses = async (
  rooms: OwnedRooms,
  runs: readonly SupervisedRun[],
): Promise<ReadonlyMap<string, Owned>> => {
  const { store, terminals, processes } = rooms;
  const owned = new Map<string, Owned>();
  const add = (process: ProcessIdentity, whose: Omit<Owned, 'process'>): void => {
    const key = processKey(process);
    // What was found first tells more: a run is also below its supervisor.
    if (!owned.has(key)) owned.set(key, { process, ...whose });
  };
  const nobodys = { runId: null, sessionId: null, orphan: false };

  const ours = [
    { role: 'main', pid: rooms.pid },
    ...[terminals.supervisor()].flatMap((one) =>
      one ? [{ role: 'supervisor', pid: one.pid } as const] : [],
    ),
  ] as const;
  const own: ProcessIdentity[] = [];
  for (const { role, pid } of ours) {
    const found = await processes.identify(pid);
    if (found === null) continue;
    own.push(found);
    add(found, { role, ...nobodys });
  }
  for (const { runId, process, family, orphan } of [...runs.map(held), ...(await adopted(rooms, runs))]) {
    const whose = { runId, sessionId: store.runs.find(runId)?.sessionId ?? null, orphan };
    // There may be many runs, and other work waits.
    await breathe();
    if (!orphan) add(process, { role: 'run', ...whose });
    for (const from of [process, ...family]) {
      // Found below another one, so what is below it was found too.
      if (from !== process && owned.has(processKey(from))) continue;
      if (from !== process) add(from, { role: 'child', ...whose });
      for (const one of await processes.descendants(from)) add(one, { role: 'child', ...whose });
    }
  }
  for (const from of own) {
    for (const one of await processes.descendants(from)) add(one, { role: 'helper', ...nobodys });
  }
  return owned;
};
