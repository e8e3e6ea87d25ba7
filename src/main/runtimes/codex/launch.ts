import type { Permission } from '#shared/contract/agents.ts';
import type { LaunchNote } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { ARGUMENT_LIMIT, argsOf, line, type LaunchLine } from '../launch-lines.ts';
import type { LaunchRefused, LaunchRequest, PlannedLaunch } from '../runtime.ts';
import { atLeast, compareVersions } from '../versions.ts';
import { tomlList, tomlString } from './toml.ts';

/** `-c developer_instructions` adds to the base prompt since here; before, nothing does. */
const ADDITIVE = '0.61.0';
/** From here to `SETTLED` a value given on resume is appended to the history each time: only a new one is given. */
const APPENDING = '0.98.0';
const SETTLED = '0.116.0';
/** The terminal UI starts a detached daemon since here unless told not to. */
const DAEMON = '0.160.0';
/** `codex fork` is there since here. */
const FORK = '0.98.0';

/** That version can go on in a copy of a conversation, in a terminal. */
export const canFork = (version: string): boolean => atLeast(version, FORK);

/** One line in the instructions that names the session, so that its log can be told from any other. */
export const markerOf = (sessionId: string): string => `(toc session ${sessionId})`;

const sandbox: Readonly<Record<Permission, LaunchLine>> = {
  'read-only': line('permission', '--sandbox', 'read-only'),
  ask: line('permission', '--sandbox', 'workspace-write'),
  bypass: line('permission', '--dangerously-bypass-approvals-and-sandbox'),
};

/**
 * How a level becomes Codex's sandbox. Read-only and ask both keep the sandbox, and in a terminal let Codex ask
 * to step out of it; read-only cannot write without that, ask may write inside the workspace. `exec` never asks,
 * whatever it is told, and refuses the flag.
 */
const held = ({ permission, background }: LaunchRequest): readonly LaunchLine[] =>
  permission === 'bypass' || background
    ? [sandbox[permission]]
    : [sandbox[permission], line('permission', '--ask-for-approval', 'on-request')];

const isAppending = (version: string): boolean =>
  atLeast(version, APPENDING) && compareVersions(version, SETTLED) < 0;

interface Road {
  readonly lines: readonly LaunchLine[];
  /** What has no other road than the prompt. */
  readonly prompt: string | null;
  readonly notes: readonly LaunchNote[];
}

const NONE: Road = { lines: [], prompt: null, notes: [] };

/** Every version but the appending ones keeps what the conversation began with, whatever a resume says. */
const keptNotes = ({ program, resume }: LaunchRequest): readonly LaunchNote[] =>
  resume?.instructionsChanged === true && !isAppending(program.version) ? ['old-instructions-kept'] : [];

const road = ({ program, sessionId, instructions, resume, background }: LaunchRequest): Road => {
  const { version } = program;
  const marked = instructions === '' ? markerOf(sessionId) : `${instructions}\n\n${markerOf(sessionId)}`;
  if (!atLeast(version, ADDITIVE)) {
    if (resume !== null || instructions === '') return NONE;
    // In the background the prompt is a private file.
    const notes: readonly LaunchNote[] = background ? [] : ['instructions-in-argv'];
    return { lines: [], prompt: marked, notes: ['instructions-as-first-prompt', ...notes] };
  }
  if (resume !== null && isAppending(version) && !resume.instructionsChanged) return NONE;
  return {
    lines: [line('instructions', '-c', `developer_instructions=${tomlString(marked)}`)],
    prompt: null,
    notes: instructions === '' ? [] : ['instructions-in-argv'],
  };
};

/**
 * A terminal's turn ends are told to us by `notify`. It takes the place of the user's own, so that is called after
 * ours; where the user's is not known, ours stays out. A background run prints all that, and keeps the user's.
 */
const notifyLines = ({ background, callbacks, settings }: LaunchRequest): readonly LaunchLine[] => {
  if (background || !settings?.notify) return [];
  const users = settings.notify.length === 0 ? [] : ['--', ...settings.notify];
  return [line('toc', '-c', `notify=${tomlList([callbacks.notify, ...users])}`)];
};

/**
 * `exec` refuses a folder that is not in a git repository, which a person cannot answer there. The folder is one
 * they chose in toc, and the sandbox is always given: that, not git, is what holds the run.
 */
const EXEC: readonly LaunchLine[] = [
  line('toc', 'exec'),
  line('toc', '--json'),
  line('toc', '--skip-git-repo-check'),
];

/** The daemon is the terminal's; `exec` does not know the flag. */
const undetached = ({ program, background }: LaunchRequest): readonly LaunchLine[] =>
  !background && atLeast(program.version, DAEMON) ? [line('toc', '--no-daemon')] : [];

const conversation = ({ resume }: LaunchRequest): readonly LaunchLine[] =>
  resume === null ? [] : [line('session', resume.fork ? 'fork' : 'resume', resume.conversationId)];

/** The prompt behind `--`, or in the background on stdin. */
const promptLines = (prompt: string | null, background: boolean): readonly LaunchLine[] => {
  if (background) return [line('toc', '-')];
  return prompt === null ? [] : [line('instructions', '--', prompt)];
};

/** The process of a start, a resume or a fork. Every flag stands before that word. Pure. */
export const launchCodex = (request: LaunchRequest): Result<PlannedLaunch, LaunchRefused> => {
  const { program, runFolder, cwd, model, permission, resume, background } = request;
  const { lines, prompt, notes } = road(request);
  const all: readonly LaunchLine[] = [
    line('program', program.path),
    ...(background ? EXEC : []),
    ...(model === '' ? [] : [line('model', `--model=${model}`)]),
    ...held(request),
    ...undetached(request),
    ...notifyLines(request),
    ...lines,
    ...conversation(request),
    ...promptLines(prompt, background),
  ];
  const longest = Math.max(...all.flat().map((part) => Buffer.byteLength(part.text)));
  if (longest > ARGUMENT_LIMIT)
    return err({ code: 'instructions-too-long', bytes: longest, limit: ARGUMENT_LIMIT });

  const asks: readonly LaunchNote[] = background && permission === 'ask' ? ['background-never-asks'] : [];
  return ok({
    launch: { file: program.path, args: argsOf(all), env: { TOC_RUN_FOLDER: runFolder }, cwd },
    files: [],
    promptPrefix: background ? prompt : null,
    // A copy gets an id of its own, which is bound once it is there.
    conversationId: resume?.fork ? null : (resume?.conversationId ?? null),
    notes: [...notes, ...keptNotes(request), ...asks],
    lines: all,
  });
};
