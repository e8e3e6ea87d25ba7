import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/face.ts';
import { FAULT_NAMES, FAULTS, faultRows, type Cell, type Fault, type Says } from './support/fault-table.ts';
import { FIRST, inMidTurn, LAST, sourceOf, type Ground, type Wanted } from './support/faults.ts';
import { expect, test } from './support/fixtures.ts';
import { fail } from './support/models/script.ts';
import { mayMissOut, onSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { isAlive } from './support/processes.ts';
import type { World } from './support/world.ts';

/** One fault: what it needs, and what is done; `next` waits until the window says the next thing of the table. */
interface Strike {
  readonly wanted?: Wanted;
  readonly prepare?: (world: World) => void | Promise<void>;
  readonly strike: (ground: Ground, next: () => Promise<void>) => Promise<void>;
}

const endSupervisor = async ({ world }: Ground): Promise<void> => {
  const pid = world.supervisor();
  if (pid === null) throw new Error('No supervisor runs.');
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
};

/** Waits until what was said so far is in the screens that the supervisor saves every 2 s. */
const screensSaved = async (ground: Ground): Promise<void> => {
  if (ground.kind === 'background') return;
  for (const { run } of await ground.sessions()) {
    const file = ground.world.path('toc/runs', run.id, 'screen.snapshot');
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toContain('begins');
  }
};

/** The last screen is shown though nothing holds the terminal any more. */
const showsLastScreen = async (ground: Ground): Promise<void> => {
  if (ground.kind === 'background') return;
  for (const { run } of await ground.sessions()) {
    const pane = await ground.toc.pane(run.id);
    await pane.shows(FIRST);
    expect(pane.gone()).toEqual({ reason: 'ended' });
  }
};

/** The CLIs have nothing more to do, whoever looks at them. */
const cliGone = ({ world, held, kind }: Ground): Promise<void> =>
  kind === 'interactive'
    ? Promise.resolve()
    : expect.poll(() => held.flatMap(({ runtime }) => world.clis(runtime))).toEqual([]);

const serverFails = (status: number): Strike => ({
  wanted: { second: [fail(status)] },
  prepare: (world) => world.exports('CLAUDE_CODE_MAX_RETRIES', '0'),
  strike: (_ground, next) => next(),
});

/** The disks of worlds that have one of their own. */
const disks = new WeakMap<World, SmallDisk>();

const STRIKES: Readonly<Record<Fault, Strike>> = {
  'window closed': {
    // Where a window is all there is of main (Electron on Linux), main ends with it.
    async strike({ toc, gate }, next) {
      await toc.end('SIGTERM');
      await toc.again();
      await next();
      gate.open();
      await next();
    },
  },
  'main killed': {
    async strike(ground, next) {
      await ground.toc.end('SIGKILL');
      ground.gate.open();
      await cliGone(ground);
      await ground.toc.again();
      await next();
    },
  },
  'supervisor killed': {
    async strike(ground, next) {
      await screensSaved(ground);
      await endSupervisor(ground);
      await next();
      await showsLastScreen(ground);
      if (ground.kind === 'interactive') return;
      const adopted = ['supervisor', 'died; the process goes on'];
      await expect
        .poll(async () =>
          (await ground.sessions()).map(({ status }) =>
            status.evidence.some(({ source, value }) => source === adopted[0] && value === adopted[1]),
          ),
        )
        .toEqual([true, true]);
      ground.gate.open();
      await next();
    },
  },
  'both killed': {
    async strike(ground, next) {
      await screensSaved(ground);
      await endSupervisor(ground);
      await ground.toc.end('SIGKILL');
      ground.gate.open();
      await cliGone(ground);
      await ground.toc.again();
      await next();
      await showsLastScreen(ground);
    },
  },
  'run killed': {
    async strike(ground, next) {
      await ground.signal('SIGKILL');
      await next();
    },
  },
  'run SIGTERM': {
    async strike(ground, next) {
      await ground.signal('SIGTERM');
      await next();
    },
  },
  'run stopped and continued': {
    async strike(ground, next) {
      await ground.signal('SIGSTOP');
      ground.gate.open();
      await ground.toc.calls().sessions.reconcile();
      await next();
      await ground.signal('SIGCONT');
      await next();
    },
  },
  'disk full': {
    async prepare(world) {
      disks.set(world, await onSmallDisk(world));
    },
    // More than what is left of the files' last blocks.
    wanted: { last: `${'It was a long night. '.repeat(3000)}\n\n${LAST}` },
    async strike(ground, next) {
      const { kind, toc, world, gate, gates } = ground;
      const panes = await Promise.all((await ground.sessions()).map(({ run }) => toc.pane(run.id)));
      disks.get(world)?.fill();
      // One after the other: Codex deletes files as it dies, and Claude Code must not find their room.
      gates['claude-code'].open();
      if (kind === 'background') await expect.poll(() => world.clis('claude-code')).toEqual([]);
      gate.open();
      if (kind === 'interactive') for (const pane of panes) await pane.shows(LAST);
      else await cliGone(ground);
      await next();
      await disks.get(world)?.free();
    },
  },
  'server 401': serverFails(401),
  'server 429': serverFails(429),
  'server 500': serverFails(500),
  'server hangs': {
    async strike({ toc, held }, next) {
      await next();
      for (const { id } of held) await toc.stop(id);
      await next();
    },
  },
  'server refuses': {
    wanted: { unreachableSeconds: 3 },
    async strike(ground, next) {
      await ground.world.models.refuse();
      await next();
      ground.gate.open();
      await ground.world.models.accept();
      if (ground.kind === 'interactive') await next();
    },
  },
  'log truncated': {
    // In the middle of the line that tells the first step.
    async strike(ground, next) {
      for (const { conversations } of await ground.sessions()) {
        for (const { id: conversationId } of conversations) {
          const { log } = await ground.toc.calls().transcripts.head({ conversationId });
          truncateSync(log.path, readFileSync(log.path).indexOf(FIRST) + 3);
        }
      }
      await next();
      await ground.keeps(null);
      ground.gate.open();
      await next();
    },
  },
};

const KINDS = ['interactive', 'background'] as const;

/** Waits until the window says the next thing of a cell, and that every process of this world is in a table. */
const sayer = ({ toc, stands }: Ground, says: readonly Says[]): (() => Promise<void>) => {
  let told = 0;
  return async () => {
    const next = says[told];
    if (next === undefined) throw new Error('The table says no more.');
    told += 1;
    await stands(next);
    await expect.poll(() => toc.nobodys()).toEqual([]);
  };
};

/** What came of each background run that said how it ended: its last message, or the error's text. */
const hasResults = async ({ kind, sessions }: Ground, ends: boolean): Promise<void> => {
  if (kind === 'interactive') return;
  for (const { run, status } of await sessions()) {
    if (ends) expect(run.result).toEqual({ text: LAST, isError: false });
    if (status.cause.code === 'run-failed') {
      expect(run.result).toEqual({ text: status.cause.message, isError: true });
    }
  }
};

/** After a fault: what was said is kept, the source of the status is the table's, and each goes on with one call. */
const recovers = async (ground: Ground, { ends, source, forgot }: Cell): Promise<void> => {
  await ground.keeps(ends ? LAST : null);
  await hasResults(ground, ends);
  for (const session of await ground.sessions()) expect([source].flat()).toContain(sourceOf(session));
  await ground.goesOn(forgot);
  await expect.poll(() => ground.toc.nobodys()).toEqual([]);
  await ground.toc.end('SIGTERM');
};

for (const kind of KINDS) {
  for (const fault of FAULT_NAMES) {
    const { wanted, prepare, strike } = STRIKES[fault];
    test(`${fault}, ${kind}`, async ({ world }) => {
      const cell = FAULTS[fault][kind];
      test.skip(fault === 'disk full' && mayMissOut, 'mounting a disk needs root on Linux');
      await prepare?.(world);
      const ground = await inMidTurn(world, kind, wanted);
      await strike(ground, sayer(ground, cell.says));
      await recovers(ground, cell);
    });
  }
}

test('the README has the fault table as it is tested', () => {
  const words = (row: string): readonly string[] =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const rows = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').map(words);
  for (const row of faultRows()) expect(rows).toContainEqual(row);
});
