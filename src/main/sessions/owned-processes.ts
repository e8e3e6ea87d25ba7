import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { OwnedProcess } from '#shared/contract/processes.ts';
import type { SessionId } from '#shared/contract/ids.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';
import type { Store } from '../store/store.ts';
import type { SupervisedRun, Terminals } from '../terminals/terminals.ts';
import { familyOnDisk } from './run-record.ts';

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
  readonly runsFolder: string;
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
  /** Its end was written down, and it lives on: without a terminal. */
  readonly outlives: boolean;
}

const rootedIn = (run: SupervisedRun): Rooted => ({ ...run, orphan: run.exit !== null, outlives: false });

/**
 * Runs that no supervisor holds: it died; a background run goes on without it, and of any other, however it ended and
 * whenever, something may be left.
 */
const unheld = async (
  { store, processes, runsFolder }: OwnedRooms,
  known: readonly SupervisedRun[],
): Promise<readonly Rooted[]> => {
  const bootId = await processes.bootId();
  const held = new Set<string>(known.map(({ runId }) => runId));
  const open = store.runs.open().flatMap(({ id, process }) => {
    if (process?.bootId !== bootId) return [];
    return [{ id, process: { pid: process.pid, started: process.started }, ended: false }];
  });
  const ended = store.runs.endedIn(bootId).map((run) => ({ ...run, ended: true }));
  const found: Rooted[] = [];
  for (const { id, process: root, ended: hasEnded } of [...open, ...ended]) {
    if (held.has(id)) continue;
    const family: ProcessIdentity[] = [];
    for (const one of await familyOnDisk(join(runsFolder, id))) {
      if (await processes.alive(one)) family.push(one);
    }
    const outlives = hasEnded && (await processes.alive(root));
    if (!hasEnded || outlives || family.length > 0)
      found.push({ runId: id, process: root, family, orphan: hasEnded, outlives });
  }
  return found;
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
    ...[terminals.supervisor(), terminals.olderSupervisor()].flatMap((one) =>
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
  for (const { runId, process, family, orphan, outlives } of [
    ...runs.map(rootedIn),
    ...(await unheld(rooms, runs)),
  ]) {
    const whose = { runId, sessionId: store.runs.find(runId)?.sessionId ?? null, orphan };
    // There may be many runs, and other work waits.
    await breathe();
    if (!orphan) add(process, { role: 'run', ...whose });
    else if (outlives) add(process, { role: 'child', ...whose });
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
