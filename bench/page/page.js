// The page of the terminal bench: the window's own terminal code, or the naive way beside it.
// Driven from outside through `bench`; nothing of it is in the app.
import '@xterm/xterm/css/xterm.css';
import '../../src/renderer/ui/tokens.css';
import { readFace } from '#renderer/bridge/face.ts';
import { openTerminalStream } from '#renderer/bridge/terminal-stream.ts';
import { attach } from '#renderer/features/terminals/attachment.ts';
import { createPump, windowClock } from '#renderer/features/terminals/pump.ts';
import { guardParser } from '#renderer/features/terminals/queries.ts';
import { readColours } from '#renderer/features/terminals/theme.ts';
import { createTerminal } from '#renderer/features/terminals/xterm.ts';

const SIZE = { cols: 100, rows: 30 };
const isNaive = new URLSearchParams(location.search).get('road') === 'naive';
const pump = createPump(windowClock());
const opened = new Map();

readFace();

const later = (run, milliseconds) => {
  setTimeout(() => run(), milliseconds);
};

/** A terminal on the page that counts what it has parsed. */
const draw = () => {
  const host = document.createElement('div');
  document.body.append(host);
  const terminal = createTerminal(12, () => {});
  terminal.open(host);
  terminal.resize(SIZE.cols, SIZE.rows);
  const seen = { bytes: 0, first: 0, last: 0, attached: false };
  const count = (bytes) => {
    seen.bytes += bytes;
    seen.last = performance.now();
  };
  return { terminal, seen, count };
};

const openOurs = (runId, { focused, visible }) => {
  const { terminal, seen, count } = draw();
  guardParser(terminal.parser, () => {});
  const attachment = attach({
    screen: {
      write(data, parsed) {
        if (typeof data !== 'string' && seen.first === 0) seen.first = performance.now();
        terminal.write(data, () => {
          if (typeof data !== 'string') count(data.length);
          parsed?.();
        });
      },
      reset: () => terminal.reset(),
      resize: (cols, rows) => terminal.resize(cols, rows),
    },
    pump,
    openStream: (events) => openTerminalStream(runId, events),
    colours: readColours,
    later,
    onState: ({ phase }) => {
      seen.attached = phase.kind === 'attached';
    },
  });
  attachment.setRoom(SIZE);
  attachment.setFocused(focused);
  attachment.setVisible(visible);
  const encoder = new TextEncoder();
  terminal.onData((text) => attachment.type(encoder.encode(text)));
  return { terminal, seen };
};

/** The naive way: every message is written on arrival, first come, first served, and acknowledged when parsed. */
const openNaive = (runId) => {
  const { terminal, seen, count } = draw();
  const socket = new WebSocket(`ws://${location.host}/terminal?run=${runId}`);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    seen.attached = true;
  });
  socket.addEventListener('message', ({ data }) => {
    if (seen.first === 0) seen.first = performance.now();
    const bytes = new Uint8Array(data);
    terminal.write(bytes, () => {
      count(bytes.length);
      socket.send(JSON.stringify({ parsed: bytes.length }));
    });
  });
  terminal.onData((text) => socket.send(JSON.stringify({ input: text })));
  return { terminal, seen };
};

const pause = (milliseconds) => new Promise((resolve) => later(resolve, milliseconds));

const once = (listen) =>
  new Promise((resolve) => {
    const listener = listen(() => {
      listener.dispose();
      resolve(performance.now());
    });
  });

globalThis.bench = {
  async open(runId, options) {
    const view = isNaive ? openNaive(runId) : openOurs(runId, options);
    opened.set(runId, view);
    // A hidden terminal is attached without being told anything.
    for (let tries = 0; options.visible && !view.seen.attached && tries < 500; tries += 1) await pause(10);
    return view.seen.attached || !options.visible;
  },
  /** Presses Enter, which the program waits for, and resolves when as many bytes have been parsed. */
  async flood(runId, bytes) {
    const { terminal, seen } = opened.get(runId);
    await pause(300);
    Object.assign(seen, { bytes: 0, first: 0, last: 0 });
    terminal.input('\r');
    const until = performance.now() + 30_000;
    while (seen.bytes < bytes && performance.now() < until) await pause(50);
    return { bytes: seen.bytes, milliseconds: seen.last - seen.first };
  },
  /** Types letters and times each to its parsed echo; fewer where they take too long. */
  async echo(runId, keys, milliseconds) {
    const { terminal } = opened.get(runId);
    await pause(1500);
    const total = () => [...opened.values()].reduce((sum, { seen }) => sum + seen.bytes, 0);
    const before = { bytes: total(), at: performance.now() };
    const times = [];
    const until = before.at + milliseconds;
    for (let key = 0; key < keys && performance.now() < until; key += 1) {
      const pressed = performance.now();
      const parsed = once((handle) => terminal.onWriteParsed(handle));
      terminal.input('a');
      times.push((await parsed) - pressed);
      await pause(15 + Math.random() * 40);
    }
    const others = (total() - before.bytes) / 1000 / (performance.now() - before.at);
    return { times, others };
  },
};
