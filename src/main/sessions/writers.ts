import type { RuntimeId } from '#shared/contract/ids.ts';
import type { LiveProcess, Writer as WriterView } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { moment } from '../machine/clock.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { StopRefused } from '../terminals/terminals.ts';
import type { SessionContext } from './context.ts';
import { endTree } from './end-tree.ts';
import type { Ending } from './ending.ts';

/** The process that writes a conversation now. */
export type Writer = WriterView;

export type ClearRefused = StopRefused | ({ readonly code: 'already-live' } & Writer);

/** The newest run; one that is told as ended, and could not be kept so, must not stand in the way. */
const latestOf =
  ({ rooms: { store }, ends }: SessionContext, ending: Ending) =>
  async (session: SavedSession): Promise<SavedRun | null> => {
    const run = store.runs.latest(session.id);
    if (run?.end !== null || ends.of(run).end === null) return run;
    await ending.reconcile();
    return store.runs.find(run.id);
  };

/** Who writes a conversation, and how it is ended when a person wants to go on with it. */
export const createWriters = (context: SessionContext, ending: Ending) => {
  const { rooms } = context;
  const latest = latestOf(context, ending);
  const { store, clock } = rooms;

  const canFork = async (runtime: RuntimeId): Promise<boolean> => {
    const { version } = await rooms.programs.known(runtime);
    return version !== null && rooms.runtimes[runtime].canFork(version);
  };

  /** A process that is not ours. */
  const strangerAt = async (runtime: RuntimeId, conversationId: string): Promise<Writer | null> => {
    const env = await rooms.environment();
    const other = await rooms.runtimes[runtime].writer({ conversationId, env, processes: rooms.processes });
    if (other === null) return null;
    const { pid, started } = other;
    return { pid, started, since: moment(clock.now()), ours: false, canFork: await canFork(runtime) };
  };

  const of = async (session: SavedSession, conversationId: string | null): Promise<Writer | null> => {
    const run = await latest(session);
    if (run && run.end === null) {
      const since = moment(run.startedAt);
      const { pid, started } = run.process ?? { pid: null, started: null };
      const saved = conversationId !== null;
      return { pid, started, since, ours: true, canFork: saved && (await canFork(session.runtime)) };
    }
    return conversationId === null ? null : strangerAt(session.runtime, conversationId);
  };

  /** Ends a stranger that a person has named: exactly that process, and only while it is the writer. */
  const endStranger = async (writer: Writer, live: LiveProcess): Promise<Result<null, ClearRefused>> => {
    const isNamed =
      live.first === 'end-foreign' && live.pid === writer.pid && live.started === writer.started;
    if (!isNamed) return err({ code: 'already-live', ...writer });
    const process = { pid: live.pid, started: live.started };
    if (!(await rooms.processes.alive(process))) return ok(null);
    const { left } = await endTree(process, [], { processes: rooms.processes, clock, only: true });
    return left.length === 0 ? ok(null) : err({ code: 'stop-incomplete', pids: left });
  };

  /** Our own: a background run after its present step. */
  const endOurs = async (session: SavedSession): Promise<Result<null, ClearRefused>> => {
    const run = store.runs.latest(session.id);
    if (run === null || run.end !== null) return ok(null);
    if (run.kind === 'background' && run.process !== null) await context.background.afterStep(run);
    const now = store.runs.find(run.id);
    return now === null || now.end !== null ? ok(null) : ending.endRun(now);
  };

  return {
    strangerAt,
    of,
    /** Makes way for a new process of a conversation, as far as the person said; else says who is there. */
    async clear(
      session: SavedSession,
      writer: Writer | null,
      live: LiveProcess,
    ): Promise<Result<null, ClearRefused>> {
      if (writer === null) return ok(null);
      if (live.first === 'refuse') return err({ code: 'already-live', ...writer });
      if (writer.ours !== (live.first === 'end-ours')) return err({ code: 'already-live', ...writer });
      const ended = await (writer.ours ? endOurs(session) : endStranger(writer, live));
      if (ended.ok) context.audit('session-taken-over', session, { pid: writer.pid, ours: writer.ours });
      return ended;
    },
  };
};

export type Writers = ReturnType<typeof createWriters>;
