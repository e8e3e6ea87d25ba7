import type { Permission } from '#shared/contract/agents.ts';
import type { LaunchRequest, Runtime, PlannedLaunch } from '../runtime.ts';

export const SESSION = '019abc00-1111-7000-8000-00000000aaaa';
export const CONVERSATION = '019abc00-2222-7000-8000-00000000bbbb';
export const NEW_CONVERSATION = '6f1c1b7e-5d0a-4c55-9d55-00000000cccc';

/** Text that a shell, a TOML reader or an option parser would each like to take apart. */
export const TRICKY =
  '--help "; touch /tmp/p; " $(touch /tmp/q) `x` \\ \'\'\' \u007f \ud83d\ude00\n[table]\nend = "';

const permissions: readonly Permission[] = ['read-only', 'ask', 'bypass'];
const resumes: readonly LaunchRequest['resume'][] = [
  null,
  { conversationId: CONVERSATION, instructionsChanged: false },
  { conversationId: CONVERSATION, instructionsChanged: true },
];

/** A request for one version; whatever a test does not name is plain. */
export const requestFor = (
  version: string,
  named: Partial<LaunchRequest> & { readonly path?: string } = {},
): LaunchRequest => ({
  program: { path: named.path ?? '/bin/cli', version },
  sessionId: SESSION,
  runFolder: '/toc/runs/1',
  cwd: '/work',
  model: 'some-model',
  permission: 'ask',
  instructions: 'Be brief.',
  resume: null,
  background: false,
  callbacks: { hook: '/toc/callbacks/hook', notify: '/toc/callbacks/notify' },
  newConversationId: NEW_CONVERSATION,
  ...named,
});

/** Every kind of start and resume of one version. */
export const everyRequest = (
  version: string,
  named: Parameters<typeof requestFor>[1] = {},
): readonly LaunchRequest[] =>
  permissions.flatMap((permission) =>
    resumes.flatMap((resume) =>
      ['', 'Be brief.', TRICKY].map((instructions) =>
        requestFor(version, { permission, resume, instructions, ...named }),
      ),
    ),
  );

/** The launch of a request that must not be refused. */
export const planned = (runtime: Pick<Runtime, 'launch'>, request: LaunchRequest): PlannedLaunch => {
  const plan = runtime.launch(request);
  if (!plan.ok) throw new Error(`refused: ${plan.error.code}`);
  return plan.value;
};
