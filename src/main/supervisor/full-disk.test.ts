import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { FrameType } from '#shared/terminal-frames.ts';
import type { Log } from '../machine/log.ts';
import { MessageType, RunView } from './protocol.ts';
import { connect, openSupervisor } from './test-support/client.ts';
import { handClock } from './test-support/clock.ts';

/** Runs a program as root of a user and a mount namespace of its own. */
const NAMESPACE = { file: 'unshare', args: ['-rm'] };

/** Why nobody can mount a small disk here; null when one can. */
const hindrance = await promisify(execFile)(NAMESPACE.file, [...NAMESPACE.args, 'true']).then(
  () => null,
  (problem: unknown) => String(problem).trim(),
);
/** Root can always, so there it is a failure when it does not. */
const mayMissOut = process.env['CI'] !== 'true' && process.getuid?.() !== 0;

/** A disk of 64 kB, seen through the process in whose namespace it is mounted; gone when the test ends. */
const smallDisk = async (): Promise<string> => {
  const script = 'mount -t tmpfs -o size=64k,mode=777 none /mnt && echo mounted && exec sleep 600';
  const holder = spawn(NAMESPACE.file, [...NAMESPACE.args, 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  return `/proc/${holder.pid}/root/mnt`;
};

const fill = (disk: string): void => {
  for (const piece of [4096, 1]) {
    try {
      for (;;) appendFileSync(join(disk, 'filler'), Buffer.alloc(piece));
    } catch {
      // Full.
    }
  }
};

const empty = (disk: string): void => rmSync(join(disk, 'filler'));

/** Event and kind of problem of all that was logged as an error. */
const listeningLog = () => {
  const errors: string[] = [];
  const error: Log['error'] = (event, problem) => {
    errors.push(`${event} ${/E[A-Z]+/.exec(String(problem))?.[0]}`);
  };
  return { errors, log: { info: () => {}, error } };
};

const onDisk = async () => {
  const disk = await smallDisk();
  const clock = handClock();
  const { errors, log } = listeningLog();
  const client = await connect(openSupervisor({ clock, log }));
  const folder = join(disk, 'run');
  const start = (script: string) => {
    const launch = { file: '/bin/sh', args: ['-c', script], env: { PATH: '/usr/bin:/bin' }, cwd: '/' };
    const request = { runId: randomUUID(), folder, launch, size: { cols: 80, rows: 24 } };
    return client.ask(MessageType.open, request);
  };
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { disk, clock, errors, client, folder, start, read };
};

test.skipIf(hindrance !== null && mayMissOut)(
  `a run goes on while its disk is full, and is written down again when there is room${hindrance ? ` (${hindrance})` : ''}`,
  { timeout: 20_000 },
  async () => {
    const { disk, clock, errors, client, folder, start, read } = await onDisk();
    const { runId } = RunView.parse((await start('while read line; do echo "got $line"; done')).value);
    const window = await client.attach(runId);
    // The focused terminal's bytes come without waiting for a clock that stands still.
    window.send(FrameType.focus, Buffer.from([1]));
    const type = async (text: string): Promise<void> => {
      window.send(FrameType.input, Buffer.from(`${text}\r`));
      await window.until(() => window.text().includes(`got ${text}`));
    };
    // Shown before it is parsed: what is saved may be a little older.
    const saved = (): string => {
      clock.pass(3000);
      return existsSync(join(folder, 'screen.snapshot')) ? read('screen.snapshot') : '';
    };
    await type('one');
    await expect.poll(saved).toContain('got one');

    fill(disk);
    await type('two');
    await expect
      .poll(() => {
        // Shown before it is parsed: the clock may have passed before there was anything to save.
        if (errors.length === 0) clock.pass(5000);
        return errors;
      })
      .toEqual(['screen-not-saved ENOSPC']);
    await type('three');
    expect(read('screen.snapshot')).not.toContain('two');

    empty(disk);
    await expect.poll(saved).toContain('got three');

    fill(disk);
    window.send(FrameType.input, Buffer.from([4]));
    await window.until(() => window.all(FrameType.exit).length > 0);
    await expect
      .poll(() => errors.toSorted())
      .toEqual(['run-not-written ENOSPC', 'screen-not-saved ENOSPC', 'screen-not-saved ENOSPC']);
    expect(client.ended).toMatchObject([{ runId, exit: { code: 0 } }]);
    expect(readdirSync(folder).toSorted()).toEqual(['run.json', 'screen.snapshot']);
  },
);

test.skipIf(hindrance !== null && mayMissOut)(
  'what cannot be written down is not started',
  { timeout: 20_000 },
  async () => {
    const { disk, client, start } = await onDisk();
    fill(disk);
    const mark = `sleep 6${Math.floor(Math.random() * 1e6)}`;
    const { value } = await start(`exec ${mark}`);
    expect(value).toMatchObject({ code: 'spawn-failed', message: expect.stringContaining('ENOSPC') });
    expect(await client.ask(MessageType.list, {})).toMatchObject({ value: { runs: [] } });
    const commands = async (): Promise<string> =>
      (await promisify(execFile)('ps', ['-eo', 'stat,args'])).stdout.replaceAll(/^Z.*\n/gm, '');
    await expect.poll(commands).not.toContain(mark);
  },
);
