import { join } from 'node:path';
import type { Permission } from '#shared/contract/agents.ts';
import type { LaunchNote } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { ARGUMENT_LIMIT, argsOf, line, type LaunchLine } from '../launch-lines.ts';
import type { LaunchRefused, LaunchRequest, PlannedLaunch } from '../runtime.ts';
import { atLeast } from '../versions.ts';

/** `--append-system-prompt-file` is there since here. */
const FILE_ROAD = '2.0.76';
/** A resume keeps the old instructions since here unless the snapshot is turned off. */
const SNAPSHOT = '2.1.330';
/** `sessions/<pid>.json` tells the present conversation since here. */
export const REGISTRY = '2.1.100';

/** How a level becomes Claude Code's mode; the mode is always passed, because its own default changes. */
const held: Readonly<Record<Permission, readonly LaunchLine[]>> = {
  'read-only': [
    line('permission', '--permission-mode', 'plan'),
    line('permission', '--disallowedTools', 'Edit,Write,NotebookEdit'),
  ],
  ask: [line('permission', '--permission-mode', 'default')],
  bypass: [line('permission', '--dangerously-skip-permissions')],
};

interface Road {
  readonly lines: readonly LaunchLine[];
  readonly files: PlannedLaunch['files'];
  readonly notes: readonly LaunchNote[];
}

const road = ({ program, runFolder, instructions }: LaunchRequest): Road => {
  if (instructions === '') return { lines: [], files: [], notes: [] };
  if (!atLeast(program.version, FILE_ROAD)) {
    return {
      lines: [line('instructions', `--append-system-prompt=${instructions}`)],
      files: [],
      notes: ['instructions-in-argv'],
    };
  }
  const path = join(runFolder, 'instructions.md');
  return {
    lines: [line('instructions', '--append-system-prompt-file', path)],
    files: [{ path, text: instructions }],
    notes: [],
  };
};

/** The process of a start or resume; `--resume` and its id come last. Pure. */
export const launchClaude = (request: LaunchRequest): Result<PlannedLaunch, LaunchRefused> => {
  const { program, cwd, model, permission, resume, newConversationId } = request;
  const { lines, files, notes } = road(request);
  const longest = Math.max(0, ...lines.flat().map((part) => Buffer.byteLength(part.text)));
  if (longest > ARGUMENT_LIMIT)
    return err({ code: 'instructions-too-long', bytes: longest, limit: ARGUMENT_LIMIT });

  const replaces = resume?.instructionsChanged === true && atLeast(program.version, SNAPSHOT);
  const all: readonly LaunchLine[] = [
    line('program', program.path),
    ...(model === '' ? [] : [line('model', `--model=${model}`)]),
    ...held[permission],
    ...lines,
    ...(replaces ? [line('instructions', '--system-prompt-snapshot', 'off')] : []),
    resume === null
      ? line('session', '--session-id', newConversationId)
      : line('session', '--resume', resume.conversationId),
  ];
  return ok({
    launch: { file: program.path, args: argsOf(all), env: {}, cwd },
    files,
    conversationId: resume?.conversationId ?? newConversationId,
    notes: atLeast(program.version, REGISTRY) ? notes : [...notes, 'clear-not-followed'],
    lines: all,
    promptPrefix: null,
  });
};
