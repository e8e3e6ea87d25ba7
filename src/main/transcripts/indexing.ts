import type { IndexState } from '#shared/contract/transcripts.ts';
import { writeFault } from '../store/database.ts';
import type { LogsWriter } from '../store/logs-writer.ts';
import { Stopped } from './batch.ts';
import { createLooking, type IndexRooms } from './looking.ts';
import { createProgress, type Progress } from './progress.ts';
import { createSwitches, turn, type Stage, type Switches } from './switches.ts';

/** What no watch tells is found this often, milliseconds. */
const LOOK = 3 * 60_000;
/** How soon a full disk is tried again. */
const RETRY = 10_000;

/** Waits until a full disk may have room. */
const untilRoom = async (rooms: IndexRooms, on: Switches, progress: Progress): Promise<void> => {
  on.full = true;
  on.lookDue = true;
  progress.enter('failed', `The disk of ${rooms.store} is full. Make room; reading goes on by itself.`);
  on.release('all');
  const cancel = rooms.clock.after(RETRY, () => {
    on.full = false;
    on.bell.ring();
  });
  while (on.full && !on.closing) await on.bell.wait();
  cancel();
};

const loop = async (rooms: IndexRooms, on: Switches, progress: Progress): Promise<void> => {
  const looking = createLooking(rooms, on, progress);
  const cancel = rooms.clock.every(LOOK, () => {
    on.lookDue = true;
    on.bell.ring();
  });
  const step = async (): Promise<void> => {
    await turn(on, progress);
    if (on.lookDue) return looking.look();
    if (on.touched.size > 0) return looking.readTouched();
    progress.enter('idle');
    on.release('read');
    await on.bell.wait();
  };
  try {
    while (!on.closing) {
      try {
        await step();
      } catch (problem) {
        looking.abandon();
        if (problem instanceof Stopped) break;
        if (writeFault(problem) !== 'disk-full') throw problem;
        await untilRoom(rooms, on, progress);
      }
    }
  } finally {
    cancel();
    looking.close();
    on.release('all');
  }
};

/** What a reading that broke off left. */
const dropStaged = (writer: LogsWriter): void => {
  writer.begin();
  for (const id of writer.files.staged()) writer.drop(id);
  writer.commit();
};

/** Takes away what is kept of a conversation and of its sub-agents, and has their logs left out from then on. */
const forgetIn = (writer: LogsWriter, conversationId: string, now: number): void => {
  writer.begin();
  for (const row of writer.files.family(conversationId)) {
    if (row.conversationId !== null) writer.files.forget(row.conversationId, now);
    writer.drop(row.id);
  }
  writer.files.forget(conversationId, now);
  writer.commit();
};

/**
 * Keeps the store in line with the logs on disk: looks at all of them at the start, every few minutes and
 * when asked, reads the last written first, and in between what a watch tells. One thing at a time.
 */
export const createIndexing = (rooms: IndexRooms) => {
  const { writer, clock } = rooms;
  const on = createSwitches(rooms.paused);
  const progress = createProgress(rooms.store, clock, rooms.tell);
  const between = (job: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      on.jobs.push(() => {
        try {
          resolve(job());
        } catch (problem) {
          writer.rollback();
          reject(problem instanceof Error ? problem : new Error(String(problem)));
        }
      });
      on.bell.ring();
    });
  return {
    /** Runs until `close`; rejects when the store is damaged or we are wrong. */
    async run(): Promise<void> {
      on.jobs.push(() => dropStaged(writer));
      await loop(rooms, on, progress);
    },
    state: (): IndexState => progress.state(),
    pause(paused: boolean): void {
      on.paused = paused;
      on.bell.ring();
    },
    /** Resolves when all that a look from now on finds has come so far, or will not for now. */
    settled: async (until: Stage = 'read'): Promise<void> =>
      on.paused || on.full || on.closing ? undefined : on.afterLook(until),
    /** Reads every log that exists afresh. */
    reindex: (): Promise<void> =>
      between(() => {
        writer.begin();
        writer.files.outdateAll();
        writer.commit();
        on.lookDue = true;
      }),
    forget: (conversationId: string): Promise<void> =>
      between(() => {
        forgetIn(writer, conversationId, clock.now());
        progress.changed(conversationId);
        // An indexer at rest has no other turn to tell it in.
        progress.soon();
      }),
    /** Ends after the batch that is under way. */
    close(): void {
      on.closing = true;
      on.bell.ring();
    },
  };
};

export type Indexing = ReturnType<typeof createIndexing>;
