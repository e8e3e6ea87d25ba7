import { join } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { Exit, StopRefused, Terminals } from '../terminals/terminals.ts';
import { endTree } from './end-tree.ts';
import { familyOnDisk } from './run-record.ts';

export interface EndProcessRooms {
  readonly terminals: Terminals;
  readonly processes: ProcessTable;
  readonly runsFolder: string;
  readonly clock: Clock;
}

/** Ends a run's process and what it started: by its supervisor, or by ourselves where that one is dead. */
export const createEndProcess =
  (rooms: EndProcessRooms) =>
  async (run: SavedRun): Promise<Result<Exit, StopRefused>> => {
    if (run.adoptedAt === null || run.process === null) return rooms.terminals.stop(run.id);
    if (!(await rooms.processes.alive(run.process))) return err({ code: 'not-live' });
    const family = await familyOnDisk(join(rooms.runsFolder, run.id));
    const { left } = await endTree(run.process, family, { ...rooms, polite: true });
    if (left.length > 0) return err({ code: 'stop-incomplete', pids: left });
    return ok({ code: null, signal: null, at: rooms.clock.now(), stopped: 'Stop, without its supervisor' });
  };

export type EndProcess = ReturnType<typeof createEndProcess>;
