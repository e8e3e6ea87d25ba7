import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { Delivery } from './delivery.ts';
import { isHeld } from './flow.ts';
import type { ParseJob, Parsing } from './parsing.ts';
import type { RunExit, Signals, Theme } from './protocol.ts';
import type { Pty } from './pty.ts';
import type { RunFiles } from './run-files.ts';
import type { Screen } from './screen.ts';
import type { SignalWatch } from './signals.ts';
import type { Viewer } from './viewer.ts';

/** What all terminals of a supervisor share. */
export interface TerminalRooms {
  readonly clock: Clock;
  readonly log: Log;
  readonly delivery: Delivery;
  readonly parsing: Parsing;
  /** Told what a terminal shows beside its bytes. */
  readonly tellSignals: (signals: Signals) => void;
  /** The colours that viewers have told last: a new terminal starts with them. */
  readonly theme: { get(): Theme | null; set(theme: Theme): void };
}

/** A living pty with its screen, and whoever watches it. */
export interface Terminal {
  readonly runId: string;
  readonly rooms: TerminalRooms;
  readonly pty: Pty;
  readonly files: RunFiles;
  readonly screen: Screen;
  readonly signals: SignalWatch;
  readonly job: ParseJob;
  readonly viewers: Set<Viewer>;
  /** Sets the size and the pace, and is the only one whose keys count. */
  driver: Viewer | null;
  exit: RunExit | null;
  isHeld: boolean;
  /** Position in the program's output up to which the screen is parsed. */
  parsed: number;
  /** When the screen was last written to disk, and at which position. */
  saved: { readonly at: number; readonly parsed: number };
}

/** Holds the program back while its driver or its screen cannot keep up. Nobody else may hold it. */
export const regulate = (terminal: Terminal): void => {
  const { driver, job, pty } = terminal;
  const owed = driver?.lane.isLive ? driver.lane.queue.bytes : 0;
  const held = isHeld({ held: terminal.isHeld, owed, unparsed: job.queue.bytes });
  if (held !== terminal.isHeld) pty.hold(held);
  terminal.isHeld = held;
};
