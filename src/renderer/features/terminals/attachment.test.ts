import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { FrameType, decodeFrame, encodeFrame, frameJson } from '#shared/terminal-frames.ts';
import type { StreamEvents } from '#renderer/bridge/terminal-stream.ts';
import { attach, type AttachmentState } from './attachment.ts';
import { createPump } from './pump.ts';

const names = new Map<number, string>(Object.entries(FrameType).map(([name, type]) => [type, name]));

/** A real screen attached to a stream that the test plays. */
const rig = () => {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const sent: string[] = [];
  const states: AttachmentState[] = [];
  let events: StreamEvents | null = null;
  let standing = false;
  const attachment = attach({
    screen: terminal,
    pump: createPump({ now: () => 0, soon: queueMicrotask, nextFrame: queueMicrotask }),
    openStream: (given) => {
      events = given;
      return {
        send: (frame) => {
          if (!standing) return false;
          const { type, payload } = decodeFrame(frame);
          const name = names.get(type) ?? '';
          const text = new TextDecoder().decode(payload);
          const isText =
            payload.length > 0 &&
            [FrameType.input, FrameType.resize, FrameType.history].some((each) => each === type);
          sent.push(isText ? `${name} ${text}` : `${name} ${[...payload].join(' ')}`.trim());
          return true;
        },
        waiting: () => 0,
        close: () => {
          standing = false;
        },
      };
    },
    colours: () => ({
      foreground: '#000000',
      background: '#ffffff',
      cursor: '#0000ff',
      selection: '#cccccc',
      mark: '#ffff00',
      accent: '#0000ff',
      palette: [],
    }),
    later: () => {},
    onState: (state) => states.push(state),
  });
  const settle = () => new Promise<void>((resolve) => terminal.write('', () => setTimeout(resolve)));
  return {
    terminal,
    attachment,
    sent,
    state: () => states.at(-1),
    settle,
    open() {
      standing = true;
      events?.onOpened();
    },
    break() {
      standing = false;
      events?.onBroken();
    },
    receive: (type: FrameType, payload: Uint8Array | object) => events?.onFrame(encodeFrame(type, payload)),
    screen: () => {
      const { active } = terminal.buffer;
      return Array.from(
        { length: active.length },
        (_, row) => active.getLine(row)?.translateToString(true) ?? '',
      )
        .join('\n')
        .trimEnd();
    },
  };
};

const snapshot = (text: string, more: object = {}) => ({
  cols: 80,
  rows: 24,
  offset: 0,
  text,
  title: '',
  exited: null,
  ...more,
});
const bytes = (text: string) => new TextEncoder().encode(text);

test('a connection begins with what the supervisor must know of this window', () => {
  const { attachment, sent, open } = rig();
  attachment.setFocused(true);
  attachment.setRoom({ cols: 100, rows: 30 });
  open();
  expect(sent.map((frame) => frame.split(' ')[0])).toEqual(['theme', 'visible', 'focus', 'resize']);
});

test('a snapshot replaces the screen and bytes go on exactly after it', async () => {
  const { open, receive, screen, settle, state } = rig();
  open();
  receive(FrameType.snapshot, snapshot('first\r\n'));
  receive(FrameType.data, bytes('second \x1b[3'));
  await settle();
  receive(FrameType.snapshot, snapshot('anew '));
  receive(FrameType.data, bytes('on'));
  receive(FrameType.data, bytes('ward'));
  await settle();
  await settle();
  expect([screen(), state()]).toEqual([
    'anew onward',
    { phase: { kind: 'attached' }, driver: true, exited: false, whole: false },
  ]);
});

test('a newer snapshot makes one that is still being drawn void', async () => {
  const { open, receive, screen, settle } = rig();
  open();
  receive(FrameType.snapshot, snapshot('old'));
  receive(FrameType.data, bytes(' gone'));
  receive(FrameType.snapshot, snapshot('new'));
  receive(FrameType.data, bytes(' here'));
  await settle();
  await settle();
  expect(screen()).toBe('new here');
});

test('every byte that arrives is acknowledged, also those that a snapshot made void', async () => {
  const { open, receive, sent, settle } = rig();
  open();
  receive(FrameType.snapshot, snapshot('x'));
  receive(FrameType.data, new Uint8Array(300));
  receive(FrameType.snapshot, snapshot('y'));
  receive(FrameType.data, new Uint8Array(44));
  await settle();
  await settle();
  const counts = sent
    .filter((frame) => frame.startsWith('acknowledge'))
    .map((frame) => frame.split(' ').slice(1));
  const total = counts.reduce((sum, [, , high, low]) => sum + Number(high) * 256 + Number(low), 0);
  expect(total).toBe(344);
});

test('keys typed before the snapshot are sent once it is drawn', async () => {
  const { attachment, open, receive, sent, settle } = rig();
  attachment.type(bytes('ls'));
  open();
  attachment.type(bytes('\r'));
  const early = sent.filter((frame) => frame.startsWith('input'));
  receive(FrameType.snapshot, snapshot('$ '));
  await settle();
  await settle();
  expect([early, sent.filter((frame) => frame.startsWith('input'))]).toEqual([[], ['input ls', 'input \r']]);
});

test('a window that does not drive shows the driver’s size, sends no keys, and may take the keyboard', async () => {
  const { terminal, attachment, open, receive, sent, settle } = rig();
  attachment.setRoom({ cols: 100, rows: 30 });
  open();
  receive(FrameType.snapshot, snapshot('', { cols: 90, rows: 20 }));
  receive(FrameType.role, { driver: false, cols: 90, rows: 20 });
  await settle();
  await settle();
  const watching = [terminal.cols, terminal.rows];
  const before = sent.length;
  attachment.type(bytes('x'));
  attachment.setRoom({ cols: 101, rows: 31 });
  attachment.drive();
  receive(FrameType.role, { driver: true, cols: 90, rows: 20 });
  await settle();
  await settle();
  expect([watching, sent.slice(before), [terminal.cols, terminal.rows]]).toEqual([
    [90, 20],
    ['drive', 'resize {"cols":101,"rows":31}'],
    [101, 31],
  ]);
});

test('a terminal of 1 by 1 is drawn as the smallest screen there is', async () => {
  const { terminal, attachment, open, receive, settle } = rig();
  attachment.setRoom({ cols: 1, rows: 1 });
  open();
  receive(FrameType.snapshot, snapshot('x', { cols: 2, rows: 1 }));
  receive(FrameType.data, bytes('yz\r\n漢'));
  await settle();
  await settle();
  expect([terminal.cols, terminal.rows]).toEqual([2, 1]);
});

test('after the exit the screen stays and keys go nowhere', async () => {
  const { attachment, open, receive, sent, screen, settle, state } = rig();
  open();
  receive(FrameType.snapshot, snapshot('bye'));
  await settle();
  receive(FrameType.exit, { code: 0, signal: null });
  attachment.type(bytes('x'));
  await settle();
  expect([screen(), state()?.exited, sent.some((frame) => frame.startsWith('input'))]).toEqual([
    'bye',
    true,
    false,
  ]);
});

test('a last screen from disk is shown although there is nothing to attach to', async () => {
  const { open, receive, screen, settle, state } = rig();
  open();
  receive(FrameType.snapshot, snapshot('the end', { exited: { code: 0, signal: null } }));
  receive(FrameType.gone, { reason: 'ended' });
  await settle();
  await settle();
  expect([screen(), state()?.phase]).toEqual(['the end', { kind: 'gone', reason: 'ended' }]);
});

test('a broken connection keeps the screen; the next one starts from a snapshot', async () => {
  const rigged = rig();
  const { attachment, open, receive, screen, settle, state, sent } = rigged;
  open();
  receive(FrameType.snapshot, snapshot('before'));
  await settle();
  rigged.break();
  const broken = [screen(), state()?.phase];
  attachment.type(bytes('k'));
  open();
  receive(FrameType.snapshot, snapshot('after'));
  await settle();
  await settle();
  expect([broken, screen(), sent.at(-1)]).toEqual([['before', { kind: 'broken' }], 'after', 'input k']);
});

test('older lines come before the newest snapshot, and nothing in between is lost', async () => {
  const { attachment, open, receive, sent, screen, settle, state } = rig();
  open();
  receive(FrameType.snapshot, snapshot('line 3'));
  await settle();
  let loaded = 0;
  attachment.loadOlder(() => {
    loaded += 1;
  });
  receive(FrameType.snapshot, snapshot('line 3\r\nline 4'));
  receive(FrameType.data, bytes('\r\nline 5'));
  receive(FrameType.historyText, { text: 'line 1\r\nline 2' });
  receive(FrameType.historyText, { text: '' });
  await settle();
  await settle();
  expect({
    screen: screen(),
    loaded,
    whole: state()?.whole,
    asked: sent.filter((frame) => /visible|history/.test(frame)),
  }).toEqual({
    screen: 'line 1\nline 2\nline 3\nline 4\nline 5',
    loaded: 1,
    whole: true,
    asked: [
      'visible 1',
      'visible 0',
      'visible 1',
      'history {"before":0,"count":500}',
      'history {"before":500,"count":500}',
    ],
  });
});

test('the theme is told as colours that queries are answered with', () => {
  const { open, sent } = rig();
  open();
  expect(sent[0]).toMatch(/^theme /);
  const payload = Uint8Array.from((sent[0] ?? '').split(' ').slice(1), Number);
  expect(frameJson(payload)).toEqual({
    foreground: '#000000',
    background: '#ffffff',
    cursor: '#0000ff',
    palette: [],
  });
});
