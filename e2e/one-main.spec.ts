import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { LIVE, makeAgent, ready, row, startAgent, terminal } from './support/desk.ts';
import { electronKind, launchElectron, startServe, usable } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';
import './support/stand-in.ts';
import { toc } from './support/toc.ts';

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

test('window, serve and three commands started at the same moment end with one main, and all work', async ({
  world,
  face,
}) => {
  const [page, served, ...answers] = await Promise.all([
    face.open(),
    face.kind === 'browser' ? startServe(world) : null,
    toc(world, 'sessions', '--json'),
    toc(world, 'doctor', '--json'),
    toc(world, 'sessions'),
  ]);
  await expect(page.getByRole('button', { name: 'New agent' }).first()).toBeVisible();
  expect(answers.map(({ code, err }) => ({ code, err }))).toEqual([
    { code: 0, err: '' },
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  expect(answers[0]?.out).toBe('[]\n');
  if (served) await ended(served.child);
});

test('sessions --json and doctor --json have the promised shapes', async ({ world, face }) => {
  const page = await face.open();
  await makeAgent(page, { name: 'told', runtime: 'codex', workspace: world.workspace });
  await startAgent(page, 'told');
  await ready(terminal(page, 'told'), 'codex');
  await expect(row(page, 'told')).toHaveAccessibleName(/, Idle, /);

  const listed = z
    .array(
      z.strictObject({
        id: z.uuid(),
        runtime: z.literal('codex'),
        agent: z.literal('told'),
        title: z.literal('told'),
        workspace: z.literal(world.workspace),
        status: z.literal('Idle'),
        statusReason: z.literal('It takes your prompt.'),
        conversations: z.array(z.string()),
        createdAt: z.iso.datetime({ precision: 3 }),
        updatedAt: z.iso.datetime({ precision: 3 }),
        live: z.strictObject({ pid: z.number(), startedAt: z.iso.datetime({ precision: 3 }) }),
      }),
    )
    .length(1)
    .parse(JSON.parse((await toc(world, 'sessions', '--json')).out));
  expect(world.processes().map(({ pid }) => pid)).toContain(listed[0]?.live.pid);

  const doctor = z
    .strictObject({
      runtimes: z.array(
        z.strictObject({
          id: z.enum(['codex', 'claude-code']),
          found: z.string(),
          version: z.string(),
          signedIn: z.boolean().nullable(),
          problem: z.string().nullable(),
        }),
      ),
      path: z.strictObject({ app: z.array(z.string()), shell: z.array(z.string()) }),
      tocHome: z.literal(world.tocHome),
      supervisor: z.strictObject({ pid: z.number(), version: z.string() }),
    })
    .parse(JSON.parse((await toc(world, 'doctor', '--json')).out));
  expect(doctor.runtimes.map(({ id, found, version }) => ({ id, found, version }))).toEqual([
    { id: 'codex', found: world.path('bin/codex'), version: '0.169.0' },
    { id: 'claude-code', found: world.path('bin/claude'), version: '2.1.330' },
  ]);
  expect(doctor.path.shell[0]).toBe(world.path('bin'));
  expect(doctor.supervisor.pid).toBe(world.supervisor());
});

test('commands end with 0, with 2 for a wrong command line, and stay quiet on stdout when they fail', async ({
  world,
  kind,
}) => {
  test.skip(kind === 'electron', 'the command has no face');
  const codeAndOut = async (...args: string[]) => {
    const { code, out } = await toc(world, ...args);
    return [code, out === '' ? 'silent' : 'speaks'];
  };
  expect(await codeAndOut('--version')).toEqual([0, 'speaks']);
  expect(await codeAndOut('--help')).toEqual([0, 'speaks']);
  expect(await codeAndOut('sessions', '--json')).toEqual([0, 'speaks']);
  expect(await codeAndOut()).toEqual([2, 'silent']);
  expect(await codeAndOut('dance')).toEqual([2, 'silent']);
  expect(await codeAndOut('sessions', '--port', '1')).toEqual([2, 'silent']);
  expect(await codeAndOut('serve', '--port', 'many')).toEqual([2, 'silent']);
});

test('a start that fails ends, and keeps nobody from the next one', async ({ world, kind }) => {
  test.skip(kind === 'electron', 'the command has no face');
  // No socket has room below it.
  const nowhere = world.path('tmp', 'x'.repeat(110));
  mkdirSync(nowhere, { mode: 0o700 });
  const env = { ...world.env, TMPDIR: nowhere, XDG_RUNTIME_DIR: nowhere };
  for (const command of ['serve', 'sessions']) {
    const { code, err } = await toc({ ...world, env }, command);
    expect([code, err.slice(0, 20)]).toEqual([1, 'toc: listen EINVAL: ']);
  }
  expect((await toc(world, 'sessions')).code).toBe(0);
});

test('a window started while serve holds the sessions offers to take over; both faces then show the same', async ({
  world,
  kind,
  browser,
}) => {
  test.skip(kind === 'browser' || electronKind() === 'real', 'only the stand-in’s dialogs can be answered');
  const { child, url } = await startServe(world);
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(url);
  await usable(tab);
  await makeAgent(tab, { name: 'passed-on', runtime: 'codex', workspace: world.workspace });
  await startAgent(tab, 'passed-on');
  await ready(terminal(tab, 'passed-on'), 'codex');

  const app = await launchElectron(world);
  const open = (): Promise<number | undefined> => app.evaluate(() => globalThis.standIn?.dialogs.length);
  await expect.poll(open).toBe(1);
  await app.evaluate(() => globalThis.standIn?.dialogs[0]?.answer({ response: 0 }));
  const page = await usable(await app.firstWindow());
  await expect(row(page, 'passed-on')).toHaveAccessibleName(LIVE);
  await ready(terminal(page, 'passed-on'), 'codex');
  await expect(row(tab, 'passed-on')).toHaveAccessibleName(LIVE);
  await expect(tab.getByText(/Connection to toc lost/)).toBeHidden();
  expect(child.exitCode).toBe(null);
  await app.close();
  await context.close();
  await ended(child);
});
