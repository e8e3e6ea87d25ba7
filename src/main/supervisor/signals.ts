import type { Clock } from '../machine/clock.ts';
import type { Signals } from './protocol.ts';
import type { Screen } from './screen.ts';

/** Titles turn like spinners: whoever listens hears of all that changed within this at once. */
const GATHER = 250;

/** Watches what a terminal shows beside its bytes. */
export interface SignalWatch {
  /** Its program wrote something, which is on the screen now. */
  changed(): void;
  /** As it stands now. */
  now(): Signals;
  close(): void;
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((row, at) => row === other[at]);

/** Tells title, status sequence and visible rows some time after they changed, however fast they change. */
export const watchSignals = (
  { runId, screen, clock }: { readonly runId: string; readonly screen: Screen; readonly clock: Clock },
  tell: (signals: Signals) => void,
): SignalWatch => {
  const start = clock.now();
  let last: Signals = {
    runId,
    title: '',
    titleAt: start,
    status: null,
    statusAt: start,
    rows: [],
    rowsAt: start,
    outputAt: start,
  };
  let cancel: (() => void) | null = null;
  let outputAt = start;

  const look = (): Signals => {
    const now = clock.now();
    const [title, status, rows] = [screen.title(), screen.status(), screen.rows()];
    const rowsStand = isSame(rows, last.rows);
    last = {
      runId,
      title,
      titleAt: title === last.title ? last.titleAt : now,
      status,
      statusAt: status === last.status ? last.statusAt : now,
      rows: rowsStand ? last.rows : [...rows],
      rowsAt: rowsStand ? last.rowsAt : now,
      outputAt,
    };
    return last;
  };

  return {
    changed: () => {
      outputAt = clock.now();
      cancel ??= clock.after(GATHER, () => {
        cancel = null;
        tell(look());
      });
    },
    now: look,
    close: () => cancel?.(),
  };
};
