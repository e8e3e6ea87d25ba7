import { expect, test } from 'vitest';
import { openPty } from './pty.ts';

const launch = (script: string) => ({
  file: '/bin/sh',
  args: ['-c', script],
  env: { PATH: '/usr/bin:/bin', ELECTRON_RUN_AS_NODE: '1' },
  cwd: '/',
});

const opened = (script: string) => {
  const pty = openPty({ launch: launch(script), size: { cols: 80, rows: 24 } });
  if (!pty.ok) throw new Error(pty.error);
  const chunks: Uint8Array[] = [];
  pty.value.onData((bytes) => void chunks.push(bytes));
  return { pty: pty.value, text: () => Buffer.concat(chunks).toString() };
};

test('a program that ends while it is held loses no byte', async () => {
  const { pty, text } = opened('stty -echo -onlcr; read go; head -c 3000 /dev/zero | tr "\\0" x');
  pty.hold(true);
  pty.write(Buffer.from('\n'));
  const exit = await new Promise((resolve) => pty.onExit(resolve));
  expect([exit, text().replace(/^\s+/, '').length]).toEqual([{ code: 0, signal: null }, 3000]);
});

test('its end is told even to those who ask late', async () => {
  const { pty } = opened('kill -9 $$');
  const first = await new Promise((resolve) => pty.onExit(resolve));
  const late = await new Promise((resolve) => pty.onExit(resolve));
  expect([first, late]).toEqual([
    { code: null, signal: 'SIGKILL' },
    { code: null, signal: 'SIGKILL' },
  ]);
});

test('a child of Electron is not told to run as Node', async () => {
  const { pty, text } = opened('echo "${ELECTRON_RUN_AS_NODE-unset} $TERM"');
  await new Promise((resolve) => pty.onExit(resolve));
  expect(text()).toBe('unset xterm-256color\r\n');
});
