import { z } from 'zod';
import { FrameType, acknowledgement, decodeFrame, encodeFrame, frameJson } from '#shared/terminal-frames.ts';
import type { StreamEvents, TerminalStream } from '#renderer/bridge/terminal-stream.ts';
import { createAcknowledger } from './acknowledger.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createOlderLines, type LineRange, type OlderLines } from './older-lines.ts';
import type { Pump } from './pump.ts';
import { createScreenWriter, type Screen, type ScreenWriter, type Size } from './screen-writer.ts';
import type { Colours } from './theme.ts';

export type Phase =
  | { readonly kind: 'attaching' }
  | { readonly kind: 'attached' }
  /** The connection broke and is tried again. */
  | { readonly kind: 'broken' }
  /** It cannot be attached any more; what was on the screen stays. */
  | { readonly kind: 'gone'; readonly reason: string };

export interface AttachmentState {
  readonly phase: Phase;
  /** Whose keys and size count. */
  readonly driver: boolean;
  readonly exited: boolean;
  /** The last snapshot brought every line there is. */
  readonly whole: boolean;
}

export interface AttachmentRooms {
  readonly screen: Screen;
  readonly pump: Pump;
  readonly openStream: (events: StreamEvents) => TerminalStream;
  readonly colours: () => Colours;
  readonly later: (run: () => void, milliseconds: number) => void;
  readonly onState: (state: AttachmentState) => void;
}

/** A window's hold on one terminal: what comes becomes the screen, what is typed goes to the program. */
export interface Attachment {
  type(bytes: Uint8Array): void;
  setFocused(focused: boolean): void;
  setVisible(visible: boolean): void;
  /** The room there is for the screen. Obeyed at once if this window drives. */
  setRoom(size: Size): void;
  sendTheme(): void;
  drive(): void;
  /** Attaches anew, with every line there is instead of the newest ones. */
  loadOlder(done: () => void): void;
  close(): void;
}

const SnapshotFrame = z.object({
  cols: z.int().positive(),
  rows: z.int().positive(),
  text: z.string(),
  exited: z.object({}).nullable(),
});
const Role = z.object({ driver: z.boolean(), cols: z.int().positive(), rows: z.int().positive() });
const HistoryText = z.object({ text: z.string() });
const Gone = z.object({ reason: z.string() });

/** What the supervisor must know of this window; told again on every connection. */
interface Standing {
  focused: boolean;
  visible: boolean;
  room: Size | null;
  /** Set while the next snapshot is to bring every line; called when it has. */
  loading: (() => void) | null;
}

const flag = (on: boolean): Uint8Array => Uint8Array.of(on ? 1 : 0);

/** What a window says to the supervisor, beside what is typed. */
const createVoice = (send: (frame: Uint8Array<ArrayBuffer>) => void) => ({
  focus: (on: boolean) => send(encodeFrame(FrameType.focus, flag(on))),
  visible: (on: boolean) => send(encodeFrame(FrameType.visible, flag(on))),
  room: ({ cols, rows }: Size) => send(encodeFrame(FrameType.resize, { cols, rows })),
  theme: ({ foreground, background, cursor, palette }: Colours) =>
    send(encodeFrame(FrameType.theme, { foreground, background, cursor, palette })),
  drive: () => send(encodeFrame(FrameType.drive)),
  history: (range: LineRange) => send(encodeFrame(FrameType.history, range)),
  parsed: (bytes: number) => send(acknowledgement(bytes)),
});

interface Ends {
  readonly writer: ScreenWriter;
  readonly outbox: Outbox;
  readonly older: OlderLines;
  readonly voice: ReturnType<typeof createVoice>;
  readonly standing: Standing;
  readonly state: () => AttachmentState;
  readonly become: (change: Partial<AttachmentState>) => void;
}

const handleSnapshot = (ends: Ends, payload: Uint8Array): void => {
  const { writer, outbox, older, standing, state, become } = ends;
  const snapshot = SnapshotFrame.parse(frameJson(payload));
  const exited = snapshot.exited !== null;
  const { loading } = standing;
  standing.loading = null;
  const restore = writer.restore();
  const finish = (text: string): void =>
    restore({ ...snapshot, text }, () => {
      become({ whole: loading !== null });
      loading?.();
      // A screen from disk is followed by word that nothing can be attached; that word stands.
      if (state().phase.kind !== 'attaching') return become({ exited });
      become({ phase: { kind: 'attached' }, exited });
      if (exited) outbox.empty();
      else outbox.open();
    });
  if (loading) older.gather((text) => finish(text + snapshot.text));
  else finish(snapshot.text);
};

const handleRole = ({ writer, voice, standing, state, become }: Ends, payload: Uint8Array): void => {
  const { driver, cols, rows } = Role.parse(frameJson(payload));
  const gained = driver && !state().driver;
  if (driver !== state().driver) become({ driver });
  if (!driver) writer.resizeInOrder({ cols, rows });
  if (!gained || !standing.room) return;
  voice.room(standing.room);
  writer.resizeInOrder(standing.room);
};

const handleFrame = (ends: Ends, frame: Uint8Array): void => {
  const { type, payload } = decodeFrame(frame);
  switch (type) {
    case FrameType.data:
      return ends.writer.push(payload);
    case FrameType.snapshot:
      return handleSnapshot(ends, payload);
    case FrameType.historyText:
      return ends.older.answered(HistoryText.parse(frameJson(payload)).text);
    case FrameType.role:
      return handleRole(ends, payload);
    case FrameType.exit:
      ends.outbox.shut();
      ends.outbox.empty();
      return ends.become({ exited: true });
    case FrameType.gone:
      ends.outbox.shut();
      ends.outbox.empty();
      return ends.become({ phase: { kind: 'gone', reason: Gone.parse(frameJson(payload)).reason } });
  }
};

const holdOf = (
  { writer, outbox, voice, standing, state }: Ends,
  rooms: AttachmentRooms,
  stream: TerminalStream,
): Attachment => {
  return {
    type(bytes) {
      const { exited, phase, driver } = state();
      if (exited || phase.kind === 'gone' || !driver) return;
      rooms.pump.typed();
      outbox.put(bytes);
    },
    setFocused(focused) {
      if (focused === standing.focused) return;
      standing.focused = focused;
      writer.setFocused(focused);
      voice.focus(focused);
    },
    setVisible(visible) {
      if (visible === standing.visible) return;
      standing.visible = visible;
      voice.visible(visible);
    },
    setRoom(room) {
      if (standing.room?.cols === room.cols && standing.room.rows === room.rows) return;
      standing.room = room;
      if (!state().driver) return;
      voice.room(room);
      writer.resize(room);
    },
    sendTheme: () => voice.theme(rooms.colours()),
    drive: voice.drive,
    loadOlder(done) {
      standing.loading = done;
      voice.visible(false);
      voice.visible(true);
    },
    close() {
      writer.close();
      stream.close();
    },
  };
};

/** Attaches a screen to the terminal at the other end of a stream. */
export const attach = (rooms: AttachmentRooms): Attachment => {
  let state: AttachmentState = { phase: { kind: 'attaching' }, driver: true, exited: false, whole: false };
  const become = (change: Partial<AttachmentState>): void => {
    state = { ...state, ...change };
    rooms.onState(state);
  };
  const standing: Standing = { focused: false, visible: true, room: null, loading: null };
  const voice = createVoice((frame) => stream.send(frame));
  const acknowledger = createAcknowledger(voice.parsed);
  const writer = createScreenWriter(rooms.screen, rooms.pump, acknowledger);
  const outbox = createOutbox({
    send: (bytes) => stream.send(encodeFrame(FrameType.input, bytes)),
    waiting: () => stream.waiting(),
    later: rooms.later,
  });
  const older = createOlderLines(voice.history);
  const ends: Ends = { writer, outbox, older, voice, standing, state: () => state, become };

  const stream = rooms.openStream({
    onOpened: () => {
      acknowledger.restart();
      older.cancel();
      standing.loading = null;
      become({ phase: { kind: 'attaching' }, driver: true });
      voice.theme(rooms.colours());
      voice.visible(standing.visible);
      if (standing.focused) voice.focus(true);
      if (standing.room) voice.room(standing.room);
    },
    onFrame: (frame) => handleFrame(ends, frame),
    onBroken: () => {
      outbox.shut();
      become({ phase: { kind: 'broken' } });
    },
  });

  return holdOf(ends, rooms, stream);
};
