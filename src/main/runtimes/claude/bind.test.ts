import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessIdentity, ProcessTable } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import type { BindRequest } from '../runtime.ts';
import { CONVERSATION, NEW_CONVERSATION } from '../test-support/requests.ts';
import { claude } from './claude.ts';
import { folderName, transcriptPath } from './locate.ts';

const ROOT = { pid: 40, started: '400' };
const CHILD = { pid: 41, started: '410' };

const table = (alive: readonly ProcessIdentity[]): ProcessTable => ({
  identify: async (pid) => alive.find((one) => one.pid === pid) ?? null,
  alive: async (process) => alive.some((one) => one.pid === process.pid && one.started === process.started),
  descendants: async (root) => alive.filter((one) => one.pid !== root.pid),
  bootId: async () => 'boot',
  signal: async () => false,
});

const newHome = () => {
  const home = realpathSync(testFolder('toc-claude-'));
  const env = { CLAUDE_CONFIG_DIR: home };
  mkdirSync(join(home, 'sessions'));
  return {
    home,
    env,
    registered: (entry: { pid: number } & Record<string, unknown>): void =>
      writeFileSync(join(home, 'sessions', `${entry.pid}.json`), JSON.stringify(entry)),
    said: async (id: string, text: string): Promise<void> => {
      const path = await transcriptPath(id, home, env);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
  };
};

const SETTINGS = `${JSON.stringify({ type: 'mode', mode: 'normal' })}\n`;
const TURN = `${JSON.stringify({ parentUuid: null, type: 'user', message: { content: 'hi' } })}\n`;

const request = (home: ReturnType<typeof newHome>, named: Partial<BindRequest> = {}): BindRequest => ({
  process: ROOT,
  processes: table([ROOT, CHILD]),
  env: home.env,
  cwd: home.home,
  sessionId: 's',
  version: '2.1.330',
  known: [NEW_CONVERSATION],
  startedAt: 0,
  endedAt: null,
  ...named,
});

test('the registry says which conversation a process writes, so /clear is followed', async () => {
  const home = newHome();
  home.registered({ pid: 40, procStart: '400', sessionId: CONVERSATION });
  expect(await claude.bind(request(home))).toEqual({ id: CONVERSATION, saved: false });
  await home.said(CONVERSATION, SETTINGS + TURN);
  expect(await claude.bind(request(home))).toEqual({ id: CONVERSATION, saved: true });
});

test('an entry that an earlier process of the same pid left behind does not count', async () => {
  const home = newHome();
  home.registered({ pid: 40, procStart: '399', sessionId: CONVERSATION });
  expect(await claude.bind(request(home))).toEqual({ id: NEW_CONVERSATION, saved: false });
});

test('a background run that the agent started below us is not our conversation', async () => {
  const home = newHome();
  home.registered({ pid: 41, procStart: '410', sessionId: CONVERSATION, entrypoint: 'sdk-cli' });
  expect(await claude.bind(request(home))).toEqual({ id: NEW_CONVERSATION, saved: false });
  home.registered({ pid: 41, procStart: '410', sessionId: CONVERSATION, entrypoint: 'cli' });
  expect(await claude.bind(request(home))).toEqual({ id: CONVERSATION, saved: false });
});

test('an entry that names no UUID is not followed into a path or an argument', async () => {
  const home = newHome();
  home.registered({ pid: 40, procStart: '400', sessionId: '../../x' });
  expect(await claude.bind(request(home))).toEqual({ id: NEW_CONVERSATION, saved: false });
});

test('a version without a registry, and a process that is gone, keep the id they had', async () => {
  const home = newHome();
  home.registered({ pid: 40, procStart: '400', sessionId: CONVERSATION });
  const kept = { id: NEW_CONVERSATION, saved: false };
  expect(await claude.bind(request(home, { version: '2.0.76' }))).toEqual(kept);
  expect(await claude.bind(request(home, { endedAt: 5 }))).toEqual(kept);
});

test('a transcript that holds only settings cannot be resumed and is not saved', async () => {
  const home = newHome();
  const isSaved = () => claude.isSaved({ conversationId: CONVERSATION, cwd: home.home, env: home.env });
  expect(await isSaved()).toBe(false);
  await home.said(CONVERSATION, '');
  expect(await isSaved()).toBe(false);
  await home.said(CONVERSATION, SETTINGS);
  expect(await isSaved()).toBe(false);
  await home.said(CONVERSATION, SETTINGS.repeat(2000) + TURN);
  expect(await isSaved()).toBe(true);
});

test('whoever else writes a conversation is named while alive, and only then', async () => {
  const home = newHome();
  home.registered({ pid: 41, procStart: '410', sessionId: CONVERSATION });
  const writer = (alive: readonly ProcessIdentity[]) =>
    claude.writer({ conversationId: CONVERSATION, env: home.env, processes: table(alive) });
  expect(await Promise.all([writer([CHILD]), writer([]), writer([{ pid: 41, started: '999' }])])).toEqual([
    CHILD,
    null,
    null,
  ]);
});

test("a folder's name has one dash for each UTF-16 unit that is no letter or digit", () => {
  expect(folderName('/a b/c_d.e/é日/😀')).toBe('-a-b-c-d-e------');
});

test('a long name is cut at 200 and told apart by a hash of the whole path', () => {
  // Each hash was reckoned by another program.
  const names = ['1', '2'].map((end) => folderName(`/${'x'.repeat(300)}${end}`));
  expect(names).toEqual(['ypwfaa', 'ypwfab'].map((hash) => `-${'x'.repeat(199)}-${hash}`));
  expect(folderName(`/${'x'.repeat(199)}`)).toBe(`-${'x'.repeat(199)}`);
});

test('a workspace behind a link has the transcripts of the folder it leads to', async () => {
  const { home, env } = newHome();
  const link = join(testFolder('toc-link-'), 'home');
  symlinkSync(home, link);
  expect(await transcriptPath('c', link, env)).toBe(await transcriptPath('c', home, env));
});
