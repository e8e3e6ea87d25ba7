import { join } from 'node:path';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import { cannotWrite } from './cannot-write.ts';
import { backgroundFiles } from './follower.ts';
import type { Answered } from './answered.ts';
import { launchOf, planWith, type LaunchingRooms, type Made } from './planning.ts';
import { refusalText } from './refusals.ts';
import { writePrivate } from './run-folder.ts';
import { startOnDisk } from './run-record.ts';

/** Why a queued run that has its turn still waits; null: it does not. */
export type Held = string | null;

/** Writes what a queued run is started with now; the reason where the disk does not take it. */
const replanner = ({ store, clock }: LaunchingRooms) => {
  /** The id it was given when it was queued; the plan of a new conversation chooses another. */
  const rebind = (session: SavedSession, conversationId: string | null): void => {
    const given = store.conversations.list(session.id).at(-1);
    if (conversationId === null || conversationId === given?.id) return;
    if (given) store.conversations.dropUnsaved(session.id, given.id);
    store.conversations.bind(session.id, { id: conversationId, saved: false }, clock.now());
  };

  return async (run: SavedRun, session: SavedSession, made: Made): Promise<Held> => {
    const { folder, planned, program } = made;
    try {
      for (const file of planned.files) await writePrivate(file);
      store.together(() => {
        if (run.asked === null) rebind(session, planned.conversationId);
        store.runs.replanned(run.id, { version: program.version, notes: planned.notes });
      });
      return null;
    } catch (problem) {
      const refused = cannotWrite(problem, folder);
      if (refused === null) throw problem;
      return refusalText(refused);
    }
  };
};

const FOUND = 'A supervisor that is gone had started it; its process is looked for.';

/**
 * Who writes the conversation that a queued run is to go on with, in words: since it was queued, somebody may have
 * resumed it in a terminal of their own. Null: nobody does.
 */
const hindrance = async (
  { runtimes, processes }: LaunchingRooms,
  { asked }: SavedRun,
  { runtime }: SavedSession,
  { env }: Made,
): Promise<Held> => {
  if (asked === null) return null;
  const writer = await runtimes[runtime].writer({ conversationId: asked, env, processes });
  return writer && `Process ${writer.pid} writes its conversation. It starts when that one has ended.`;
};

/**
 * Starts a queued run with what is installed now. A supervisor takes the same run twice for one; a second supervisor
 * would not, so what was ever started is left to `reconcile`.
 */
export const queuedStarter = (rooms: LaunchingRooms, answered: Answered) => {
  const plan = planWith(rooms);
  const replan = replanner(rooms);
  return async (run: SavedRun, session: SavedSession, isHalted: () => boolean): Promise<Held> => {
    const { asked, instructionsChanged } = run;
    if ((await startOnDisk(join(rooms.runsFolder, run.id))) !== null) return FOUND;
    const resume = asked === null ? null : { conversationId: asked, instructionsChanged };
    const made = await plan({ session, resume, id: run.id, background: true });
    if (!made.ok) {
      answered.failed(run.id, refusalText(made.error));
      return null;
    }
    const held =
      (await hindrance(rooms, run, session, made.value)) ?? (await replan(run, session, made.value));
    if (held !== null || isHalted()) return held;
    const { folder } = made.value;
    const launch = launchOf(made.value, session);
    const stdio = backgroundFiles(folder);
    const answer = await rooms.terminals.run({ runId: run.id, folder, launch, stdio });
    // Its prompt is on disk and nothing is lost: it starts when there is somebody to start it.
    if (!answer.ok && answer.error.code !== 'spawn-failed') {
      answered.unanswered(run.id);
      return refusalText(answer.error);
    }
    answered.take(run.id, answer);
    return null;
  };
};
