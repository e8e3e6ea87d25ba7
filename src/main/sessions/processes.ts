import type { OwnedProcess, ProcessReport } from '#shared/contract/processes.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { moment, type Clock } from '../machine/clock.ts';
import type { ProcessIdentity } from '../machine/process-identity.ts';
import type { ProcessMeter } from '../machine/process-usage.ts';
import { createCpuShares } from './cpu-shares.ts';
import { endTree } from './end-tree.ts';
import { ownedProcesses, processKey, type Owned, type OwnedRooms } from './owned-processes.ts';

export interface ProcessesRooms extends OwnedRooms {
  readonly meter: ProcessMeter;
  readonly clock: Clock;
}

export type EndTreeRefused =
  | { readonly code: 'not-ours' }
  | { readonly code: 'stop-incomplete'; readonly pids: readonly number[] };

/** What a person may end: the agents and what they started, never toc itself. */
const mayEnd = ({ role }: Owned): boolean => role === 'run' || role === 'child';

/** Every process toc owns, what each takes, and the way to end one. */
export const createProcesses = (rooms: ProcessesRooms) => {
  const { store, terminals, processes, meter, clock } = rooms;
  const shares = createCpuShares();
  let looking: Promise<ProcessReport> | null = null;

  const look = async (): Promise<ProcessReport> => {
    const runs = await terminals.list();
    const owned = await ownedProcesses(rooms, runs);
    const usages = await meter.usage([...owned.values()].map(({ process }) => process));
    const cpu = shares(usages, clock.now());
    const ours = runs.filter(({ kind, exit }) => kind === 'interactive' && exit === null).length;
    return {
      processes: usages.flatMap((usage): OwnedProcess[] => {
        const whose = owned.get(processKey(usage));
        if (whose === undefined) return [];
        const { role, sessionId, orphan } = whose;
        const startedAt = moment(usage.startedAt);
        return [{ ...usage, startedAt, cpu: cpu.get(processKey(usage)) ?? null, role, sessionId, orphan }];
      }),
      ptys: { ours, ...(await meter.ptys()) },
    };
  };

  const audit = ({ process, role, runId, sessionId, orphan }: Owned): void => {
    store.audit.append({
      at: clock.now(),
      action: 'process-ended',
      subject: sessionId ?? String(process.pid),
      runtime: (sessionId && store.sessions.find(sessionId)?.runtime) ?? '',
      detail: { pid: process.pid, started: process.started, role, run: runId, orphan },
    });
  };

  return {
    /** Asked again while it looks it is the same look. */
    list(): Promise<ProcessReport> {
      looking ??= look().finally(() => {
        looking = null;
      });
      return looking;
    },
    /** Ends a process that is a run's now, with all that is below it or, for the run's own, was ever seen there. */
    async endTree(which: ProcessIdentity): Promise<Result<{ ended: number[] }, EndTreeRefused>> {
      const owned = await ownedProcesses(rooms, await terminals.list());
      const target = owned.get(processKey(which));
      if (target === undefined || !mayEnd(target)) return err({ code: 'not-ours' });
      if (!(await processes.alive(target.process))) return err({ code: 'not-ours' });
      audit(target);
      const isWhole = target.role === 'run';
      const recorded = [...owned.values()].filter(({ runId }) => isWhole && runId === target.runId);
      const { ended, left } = await endTree(
        target.process,
        recorded.map(({ process }) => process),
        rooms,
      );
      return left.length === 0 ? ok({ ended: [...ended] }) : err({ code: 'stop-incomplete', pids: left });
    },
  };
};

export type Processes = ReturnType<typeof createProcesses>;
