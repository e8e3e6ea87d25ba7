import type { Acknowledger } from './acknowledger.ts';
import type { Pump } from './pump.ts';

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** What is written on; xterm and its headless twin are ones. */
export interface Screen {
  write(data: Uint8Array | string, parsed?: () => void): void;
  reset(): void;
  resize(cols: number, rows: number): void;
}

/** Everything that changes a screen, in the order in which it came. */
export interface ScreenWriter {
  push(bytes: Uint8Array): void;
  /**
   * From now on bytes are those after a snapshot. Returns how to make the screen what the snapshot says;
   * until then they wait.
   */
  restore(): (snapshot: Size & { readonly text: string }, done: () => void) => void;
  /** Resizes after what came before was parsed and before what comes after. */
  resizeInOrder(size: Size): void;
  /** Resizes now; during a restoration, at its end. */
  resize(size: Size): void;
  setFocused(focused: boolean): void;
  close(): void;
}

/** Ends a sequence or a character that the connection cut in two, so that it cannot eat what follows. */
const CANCEL = Uint8Array.of(0x18);

/** xterm knows no terminal narrower than two columns; the supervisor's holds to the same. */
const resizeTo = (screen: Screen, { cols, rows }: Size): void =>
  screen.resize(Math.max(cols, 2), Math.max(rows, 1));

/** Writes on a screen through the pump. */
export const createScreenWriter = (screen: Screen, pump: Pump, acknowledger: Acknowledger): ScreenWriter => {
  /** Counts restorations; what an older one still had to do is void. */
  let restoration = 0;
  let restoring = false;
  /** The size to end a restoration with. */
  let wanted: Size | null = null;

  const lane = pump.open((bytes, parsed) => {
    acknowledger.started();
    screen.write(bytes, () => {
      acknowledger.parsed(bytes.length);
      parsed();
    });
  });

  return {
    push: lane.push,
    restore() {
      restoration += 1;
      restoring = true;
      const asked = restoration;
      lane.hold();
      acknowledger.dropped(lane.drop());
      const inOrder = (data: Uint8Array | string, next: () => void): void =>
        screen.write(data, () => {
          if (asked === restoration) next();
        });
      return (snapshot, done) =>
        inOrder(CANCEL, () => {
          screen.reset();
          resizeTo(screen, snapshot);
          inOrder(snapshot.text, () => {
            restoring = false;
            if (wanted) resizeTo(screen, wanted);
            lane.release();
            done();
          });
        });
    },
    resizeInOrder(size) {
      wanted = size;
      if (restoring) return;
      lane.hold();
      const asked = restoration;
      screen.write('', () => {
        if (asked !== restoration) return;
        resizeTo(screen, size);
        lane.release();
      });
    },
    resize(size) {
      wanted = size;
      if (!restoring) resizeTo(screen, size);
    },
    setFocused: lane.setFocused,
    close() {
      restoration += 1;
      lane.remove();
    },
  };
};
