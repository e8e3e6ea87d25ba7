import type { Permission } from '#shared/contract/agents.ts';
import type { LaunchNote } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { ARGUMENT_LIMIT, argsOf, line, type LaunchLine } from '../launch-lines.ts';
import type { LaunchRefused, LaunchRequest, PlannedLaunch } from '../runtime.ts';
import { atLeast, compareVersions } from '../versions.ts';
import { tomlString } from './toml.ts';

/** `-c developer_instructions` adds to the base prompt since here; before, nothing does. */
const ADDITIVE = '0.61.0';
/** From here to `SETTLED` a value given on resume is appended to the history each time: only a new one is given. */
const APPENDING = '0.98.0';
const SETTLED = '0.116.0';
/** The terminal UI starts a detached daemon since here unless told not to. */
const DAEMON = '0.160.0';

/** One line in the instructions that names the session, so that its log can be told from any other. */
export const markerOf = (sessionId: string): string => `(toc session ${sessionId})`;

/**
 * How a level becomes Codex's sandbox. Read-only and ask both keep the sandbox and let Codex ask in the
 * terminal to step out of it; read-only cannot write without that, ask may write inside the workspace.
 */
const held: Readonly<Record<Permission, readonly LaunchLine[]>> = {
  'read-only': [
    line('permission', '--sandbox', 'read-only'),
    line('permission', '--ask-for-approval', 'on-request'),
  ],
  ask: [
    line('permission', '--sandbox', 'workspace-write'),
    line('permission', '--ask-for-approval', 'on-request'),
  ],
  bypass: [line('permission', '--dangerously-bypass-approvals-and-sandbox')],
};

const isAppending = (version: string): boolean =>
  atLeast(version, APPENDING) && compareVersions(version, SETTLED) < 0;

interface Road {
  readonly lines: readonly LaunchLine[];
  readonly prompt: string | null;
  readonly notes: readonly LaunchNote[];
}

const NONE: Road = { lines: [], prompt: null, notes: [] };

/** Every version but the appending ones keeps what the conversation began with, whatever a resume says. */
const keptNotes = ({ program, resume }: LaunchRequest): readonly LaunchNote[] =>
  resume?.instructionsChanged === true && !isAppending(program.version) ? ['old-instructions-kept'] : [];

const road = ({ program, sessionId, instructions, resume }: LaunchRequest): Road => {
  const { version } = program;
  const marked = instructions === '' ? markerOf(sessionId) : `${instructions}\n\n${markerOf(sessionId)}`;
  if (!atLeast(version, ADDITIVE)) {
    return resume === null && instructions !== ''
      ? { lines: [], prompt: marked, notes: ['instructions-as-first-prompt', 'instructions-in-argv'] }
      : NONE;
  }
  if (resume !== null && isAppending(version) && !resume.instructionsChanged) return NONE;
  return {
    lines: [line('instructions', '-c', `developer_instructions=${tomlString(marked)}`)],
    prompt: null,
    notes: instructions === '' ? [] : ['instructions-in-argv'],
  };
};

/** The process of a start or resume. Every flag stands before `resume`, and the prompt behind `--`. Pure. */
export const launchCodex = (request: LaunchRequest): Result<PlannedLaunch, LaunchRefused> => {
  const { program, cwd, model, permission, resume } = request;
  const { lines, prompt, notes } = road(request);
  const longest = Math.max(
    0,
    ...[...lines.flat().map((part) => part.text), prompt ?? ''].map((text) => Buffer.byteLength(text)),
  );
  if (longest > ARGUMENT_LIMIT)
    return err({ code: 'instructions-too-long', bytes: longest, limit: ARGUMENT_LIMIT });

  const all: readonly LaunchLine[] = [
    line('program', program.path),
    ...(model === '' ? [] : [line('model', `--model=${model}`)]),
    ...held[permission],
    ...(atLeast(program.version, DAEMON) ? [line('toc', '--no-daemon')] : []),
    ...lines,
    ...(resume === null ? [] : [line('session', 'resume', resume.conversationId)]),
    ...(prompt === null ? [] : [line('instructions', '--', prompt)]),
  ];
  return ok({
    launch: { file: program.path, args: argsOf(all), env: {}, cwd },
    files: [],
    conversationId: resume?.conversationId ?? null,
    notes: [...notes, ...keptNotes(request)],
    lines: all,
  });
};
