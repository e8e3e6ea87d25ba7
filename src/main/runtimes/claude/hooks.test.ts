import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { testFolder } from '../../machine/test-support/folder.ts';
import { requiredClis, runToEnd } from '../test-support/real-clis.ts';
import { NEW_CONVERSATION, planned, requestFor } from '../test-support/requests.ts';
import { claude } from './claude.ts';
import { realEnvironment } from './test-support/real-claude.ts';

const clis = await requiredClis(process.env);
const Payload = z.object({ hook_event_name: z.string(), session_id: z.string() });

const PROGRAM = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'callbacks', 'hook');

/** Our program at a path that a shell would take apart, and a user with hooks in every place that settings have. */
const settle = () => {
  const folder = realpathSync(testFolder('toc-hooks-'));
  const programs = join(folder, `it's to c; "$(touch made)" \\`);
  const [home, cwd, runFolder] = ['home', 'app', 'run'].map((name) => join(folder, name));
  if (!home || !cwd || !runFolder) throw new Error('no folders');
  for (const path of [programs, join(home, '.claude'), join(cwd, '.claude'), runFolder])
    mkdirSync(path, { recursive: true });
  cpSync(PROGRAM, join(programs, 'hook'));
  const users = (name: string) => {
    const hooks = [{ type: 'command', command: `echo ran > '${join(folder, name)}'` }];
    return JSON.stringify({ hooks: { UserPromptSubmit: [{ hooks }] } });
  };
  writeFileSync(join(home, '.claude', 'settings.json'), users('users'));
  writeFileSync(join(cwd, '.claude', 'settings.json'), users('projects'));
  writeFileSync(join(cwd, '.claude', 'settings.local.json'), users('locals'));
  const trusted = { [cwd]: { allowedTools: [], hasTrustDialogAccepted: true } };
  writeFileSync(
    join(home, '.claude.json'),
    JSON.stringify({ hasCompletedOnboarding: true, projects: trusted }),
  );
  return { folder, home, cwd, runFolder, hook: join(programs, 'hook') };
};

const versions = ['2.1.330', '1.0.128'].map((version) => ({ version, path: clis.claude[version] }));

for (const { version, path } of versions) {
  test.skipIf(path === undefined)(
    `the real ${version} calls our program by its whole path, and the hooks of the user, the project and this clone too`,
    { timeout: 120_000 },
    async () => {
      if (path === undefined) throw new Error('It is not installed.');
      const { folder, home, cwd, runFolder, hook } = settle();
      const plan = planned(
        claude,
        requestFor(version, { path, cwd, runFolder, model: '', callbacks: { hook, notify: '/none' } }),
      );
      for (const file of plan.files) writeFileSync(file.path, file.text, { mode: 0o600 });
      const env = { ...(await realEnvironment(home)), ...plan.launch.env };
      const args = ['-p', 'hello', ...plan.launch.args];
      const { said } = await runToEnd({ ...plan.launch, args }, env);
      expect(said).toContain('API Error: 400');
      expect(['users', 'projects', 'locals'].map((name) => existsSync(join(folder, name)))).toEqual([
        true,
        true,
        true,
      ]);
      expect(existsSync(join(cwd, 'made'))).toBe(false);

      const names = readdirSync(join(runFolder, 'hooks')).filter((name) => !name.startsWith('.'));
      const told = names
        .toSorted((one, other) => (one < other ? -1 : 1))
        .map((name) => Payload.parse(JSON.parse(readFileSync(join(runFolder, 'hooks', name), 'utf8'))));
      const payload = (event: string) => ({ hook_event_name: event, session_id: NEW_CONVERSATION });
      // The last one may be cut off by the end of a CLI that prints.
      expect(told.slice(0, 2)).toEqual([payload('SessionStart'), payload('UserPromptSubmit')]);
    },
  );
}
