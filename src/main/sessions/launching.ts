import { RunId } from '#shared/contract/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import { createAnswered } from './answered.ts';
import { cannotWrite } from './cannot-write.ts';
import { launchOf, planWith, type Beginning, type LaunchingRooms, type Made } from './planning.ts';
import { queuedStarter, type Held } from './queued-start.ts';
import type { BeginRefused } from './refusals.ts';
import { discard, prepare } from './run-folder.ts';

/** The size a terminal is born with; the first window that attaches sets its own. */
const BIRTH = { cols: 100, rows: 30 };

/** Saves the rows of a new run in one go. */
const saver =
  ({ store, clock }: LaunchingRooms) =>
  (beginning: Beginning, made: Made, background: boolean): void => {
    const { session, resume } = beginning;
    const { id, planned, program } = made;
    const startedAt = clock.now();
    store.together(() => {
      beginning.save({ id, version: program.version, planned });
      store.runs.insert({
        id,
        sessionId: session.id,
        kind: background ? 'background' : 'interactive',
        runtimeVersion: program.version,
        notes: [...planned.notes],
        startedAt,
        isQueued: background,
        asked: resume?.conversationId ?? null,
        instructionsChanged: resume?.instructionsChanged ?? false,
      });
      if (planned.conversationId !== null) {
        const saved = resume?.conversationId === planned.conversationId;
        store.conversations.bind(session.id, { id: planned.conversationId, saved }, startedAt);
      }
      store.workspaces.add(session.workspace, startedAt);
    });
  };

/** Files, then rows; a disk that takes only a part of it is left with nothing of it. */
const writer = (rooms: LaunchingRooms) => {
  const save = saver(rooms);
  return async (
    beginning: Beginning,
    made: Made,
    prompt: string | null,
  ): Promise<Result<null, BeginRefused>> => {
    try {
      await prepare(made, prompt);
      save(beginning, made, prompt !== null);
      return ok(null);
    } catch (problem) {
      await discard(made.folder);
      const refused = cannotWrite(problem, made.folder);
      if (refused === null) throw problem;
      return err(refused);
    }
  };
};

/** Who is being started now, and who must not be. */
const createStarts = () => {
  const underWay = new Map<string, Promise<unknown>>();
  /** By how many. */
  const halts = new Map<string, number>();
  return {
    isUnderWay: (id: string): boolean => underWay.has(id),
    isHalted: (id: string): boolean => halts.has(id),
    async marked<Value>(id: string, work: () => Promise<Value>): Promise<Value> {
      const made = work();
      underWay.set(id, made);
      try {
        return await made;
      } finally {
        underWay.delete(id);
      }
    },
    /** Does the work once the run's start, if one is under way, is over; none begins meanwhile. */
    async whileHalted<Value>(id: string, work: () => Promise<Value>): Promise<Value> {
      halts.set(id, (halts.get(id) ?? 0) + 1);
      try {
        // How it ended is told to whoever began it.
        await underWay.get(id)?.catch(() => {});
        return await work();
      } finally {
        const left = (halts.get(id) ?? 1) - 1;
        if (left > 0) halts.set(id, left);
        else halts.delete(id);
      }
    },
  };
};

/** Starts processes for sessions: plan, files, rows, then the supervisor. Rows land before the process, so a crash shows it. */
export const createLaunching = (rooms: LaunchingRooms) => {
  const { store, clock } = rooms;
  const plan = planWith(rooms);
  const write = writer(rooms);
  const answered = createAnswered(rooms);
  const startQueued = queuedStarter(rooms, answered);
  const { isUnderWay, isHalted, marked, whileHalted } = createStarts();

  const beginAs = async (id: RunId, beginning: Beginning): Promise<Result<RunId, BeginRefused>> => {
    const { session, resume } = beginning;
    const made = await plan({ session, resume, id, background: false });
    if (!made.ok) return made;
    const written = await write(beginning, made.value, null);
    if (!written.ok) return written;
    if (isHalted(id)) {
      const unseen = { code: null, signal: null, detail: 'before its start' };
      store.runs.ended(id, { at: clock.now(), outcome: 'stopped', ...unseen });
      return ok(id);
    }
    const { folder } = made.value;
    const launch = launchOf(made.value, session);
    return answered.take(id, await rooms.terminals.open({ runId: id, folder, launch, ...BIRTH }));
  };

  const enqueueAs = async (
    id: RunId,
    beginning: Beginning,
    prompt: string,
  ): Promise<Result<RunId, BeginRefused>> => {
    const { session, resume } = beginning;
    const made = await plan({ session, resume, id, background: true });
    if (!made.ok) return made;
    const written = await write(beginning, made.value, prompt);
    return written.ok ? ok(id) : written;
  };

  const newId = (): RunId => RunId.parse(uuid7(clock.now()));

  return {
    /** In a terminal, at once. */
    begin(beginning: Beginning): Promise<Result<RunId, BeginRefused>> {
      const id = newId();
      return marked(id, () => beginAs(id, beginning));
    },
    /** Puts a run without a terminal in the queue, with its prompt on disk: from here on it is not lost. */
    enqueue(beginning: Beginning, prompt: string): Promise<Result<RunId, BeginRefused>> {
      const id = newId();
      return marked(id, () => enqueueAs(id, beginning, prompt));
    },
    startQueued: (run: SavedRun, session: SavedSession): Promise<Held> =>
      marked(run.id, () => startQueued(run, session, () => isHalted(run.id))),
    /** It is being written or started now: no table knows its process yet. */
    isUnderWay,
    isHalted,
    whileHalted,
    /** Runs that were asked for, and nobody knows whether a supervisor starts them yet. */
    suspects: answered.suspects,
  };
};

export type Launching = ReturnType<typeof createLaunching>;
