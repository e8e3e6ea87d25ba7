import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '#shared/contract/sessions.ts';
import type { Clock } from '../../machine/clock.ts';
import { silentLog, type Log } from '../../machine/log.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import { runtimes } from '../../runtimes/catalog.ts';
import { watchSignals } from '../../supervisor/signals.ts';
import { openScreen } from '../../supervisor/test-support/watching.ts';
import { createObserver } from '../observing.ts';
import { statusOf } from '../state.ts';
import { machineWith, RUN, SESSION, storeWithRun } from './one-run.ts';
import type { Happening, Place, RecordedRun } from './recorded-runs.ts';
import { recordedTerminals } from './rooms.ts';

interface Timer {
  at: number;
  readonly every: number | null;
  readonly call: () => void;
}

/** A clock whose timers ring when it is moved past them. */
const replayClock = (start: number) => {
  let time = start;
  const timers = new Set<Timer>();
  const add = (timer: Timer) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const clock: Clock = {
    now: () => time,
    after: (ms, call) => add({ at: time + ms, every: null, call }),
    every: (ms, call) => add({ at: time + ms, every: ms, call }),
  };
  return {
    clock,
    /** Moves it to that moment; after each timer that rings, `settled` is awaited. */
    async moveTo(end: number, settled: () => Promise<void>): Promise<void> {
      for (;;) {
        const [next] = [...timers].toSorted((one, other) => one.at - other.at);
        if (!next || next.at > end) break;
        time = next.at;
        if (next.every === null) timers.delete(next);
        else next.at += next.every;
        next.call();
        await settled();
      }
      time = Math.max(time, end);
    },
  };
};

/** A source that cannot be read must not pass for one that says nothing. */
const throwingLog: Log = {
  ...silentLog,
  error: (what, problem) => {
    throw new Error(what, { cause: problem });
  },
};

/** So long is looked on after the last thing that was recorded. */
const AFTERWARDS = 1000;

/** How a recorded run stood from a moment on. */
export interface Stood {
  readonly ms: number;
  readonly status: Status;
}

const placeOf = (): Place & { readonly runsFolder: string } => {
  const folder = realpathSync(testFolder('toc-replay-'));
  const [home, runsFolder, workspace] = ['home', 'runs', 'app'].map((name) => join(folder, name));
  if (!home || !runsFolder || !workspace) throw new Error('There are no folders.');
  const runFolder = join(runsFolder, RUN);
  for (const path of [home, runFolder, workspace]) mkdirSync(path, { recursive: true });
  return { home, runsFolder, runFolder, workspace, environment: { HOME: home } };
};

/** What its program wrote on the terminal, onto the supervisor's screen. */
const onScreen = (
  { chunks, bytes }: RecordedRun,
  write: (bytes: Uint8Array) => void,
): readonly Happening[] => {
  let from = 0;
  return chunks.map(([offset, ms]) => ({
    ms,
    happen: () => {
      write(bytes.subarray(from, offset));
      from = offset;
    },
  }));
};

/**
 * Plays a recorded run again, at its own times, through all that toc reads a status from: the supervisor's screen and
 * its signals, the files that the CLI and our own programs wrote, the observer and the state machine. `phase`: when
 * within a second the observer looks at files.
 */
export const replay = async (recorded: RecordedRun, phase: number): Promise<readonly Stood[]> => {
  const place = placeOf();
  const { runtime, version, began, process } = recorded;
  const { workspace } = place;
  const store = storeWithRun({ runtime, version, startedAt: began, process, workspace, kind: 'interactive' });
  const time = replayClock(recorded.began + phase - 1000);
  const supervisor = recordedTerminals();
  const observer = createObserver({
    store,
    runtimes,
    terminals: supervisor.terminals,
    processes: machineWith(process),
    environment: async () => place.environment,
    runsFolder: place.runsFolder,
    clock: time.clock,
    log: throwingLog,
    changed: () => {},
  });
  const stood: Stood[] = [];
  const note = (): void => {
    const run = store.runs.find(RUN);
    if (!run) throw new Error('The run is gone.');
    const now = time.clock.now();
    stood.push({ ms: now - recorded.began, status: statusOf(run, observer.seen(RUN), now) });
  };
  const settled = async (): Promise<void> => {
    await observer.looked();
    note();
  };
  await time.moveTo(recorded.began, settled);
  const screen = openScreen(recorded.size);
  const signals = watchSignals({ runId: RUN, screen, clock: time.clock }, (seen) =>
    supervisor.signals(RUN, seen),
  );
  const write = (bytes: Uint8Array): void => {
    screen.write(bytes);
    signals.changed();
  };
  const bind = (id: string) => () => store.conversations.bind(SESSION, { id, saved: true }, time.clock.now());
  const { bound } = recorded;
  const happenings = [
    ...(bound === null ? [] : [{ ms: bound.ms, happen: bind(bound.id) }]),
    ...recorded.beside(place),
    ...onScreen(recorded, write),
  ].toSorted((one, other) => one.ms - other.ms);
  for (const { ms, happen } of happenings) {
    await time.moveTo(recorded.began + ms, settled);
    happen();
  }
  await time.moveTo(time.clock.now() + AFTERWARDS, settled);
  await observer.close();
  signals.close();
  screen.dispose();
  return stood;
};
