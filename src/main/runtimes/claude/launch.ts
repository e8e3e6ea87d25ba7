import { join } from 'node:path';
import type { Permission } from '#shared/contract/agents.ts';
import type { LaunchNote } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { ARGUMENT_LIMIT, argsOf, line, type LaunchLine } from '../launch-lines.ts';
import type { LaunchRefused, LaunchRequest, PlannedLaunch } from '../runtime.ts';
import { atLeast } from '../versions.ts';
import { hookSettings } from './hooks.ts';

/** `--append-system-prompt-file` is there since here. */
const FILE_ROAD = '2.0.76';
/** A resume keeps the old instructions since here unless the snapshot is turned off. */
const SNAPSHOT = '2.1.330';
/** `sessions/<pid>.json` tells the present conversation since here. */
export const REGISTRY = '2.1.100';
/** A copy of a conversation may be given the id we choose since here; before, nothing would tell us its id. */
const FORK = '2.0.76';

/** That version can go on in a copy whose id is known before the start. */
export const canFork = (version: string): boolean => atLeast(version, FORK);

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

/** Without a terminal: the prompt on stdin, a line of JSON for everything that happens. */
const PRINT: readonly LaunchLine[] = [
  line('toc', '-p'),
  line('toc', '--output-format', 'stream-json'),
  line('toc', '--verbose'),
];

/** How the run's news come to us: printed by a background run, from a terminal through hooks of this run alone. */
const newsRoad = ({ program, runFolder, background, callbacks }: LaunchRequest) => {
  if (background) return { lines: PRINT, files: [], env: {} };
  const path = join(runFolder, 'claude-settings.json');
  return {
    lines: [line('toc', '--settings', path)],
    files: [{ path, text: hookSettings(callbacks.hook, program.version) }],
    env: { TOC_RUN_FOLDER: runFolder },
  };
};

const sessionLines = ({ resume, newConversationId }: LaunchRequest): readonly LaunchLine[] => {
  if (resume === null) return [line('session', '--session-id', newConversationId)];
  const old = line('session', '--resume', resume.conversationId);
  return resume.fork === true
    ? [old, line('session', '--fork-session'), line('session', '--session-id', newConversationId)]
    : [old];
};

const notesOf = (request: LaunchRequest): readonly LaunchNote[] => {
  const { program, background, permission } = request;
  // Without a terminal nobody can type `/clear`.
  if (background) return permission === 'ask' ? ['background-never-asks'] : [];
  return atLeast(program.version, REGISTRY) ? [] : ['clear-not-followed'];
};

/** The process of a start, a resume or a fork; what names the conversation comes last. Pure. */
export const launchClaude = (request: LaunchRequest): Result<PlannedLaunch, LaunchRefused> => {
  const { program, cwd, model, permission, resume, newConversationId } = request;
  const told = road(request);
  const news = newsRoad(request);
  const longest = Math.max(0, ...told.lines.flat().map((part) => Buffer.byteLength(part.text)));
  if (longest > ARGUMENT_LIMIT)
    return err({ code: 'instructions-too-long', bytes: longest, limit: ARGUMENT_LIMIT });

  const replaces = resume?.instructionsChanged === true && atLeast(program.version, SNAPSHOT);
  const all: readonly LaunchLine[] = [
    line('program', program.path),
    ...news.lines,
    ...(model === '' ? [] : [line('model', `--model=${model}`)]),
    ...held[permission],
    ...told.lines,
    ...(replaces ? [line('instructions', '--system-prompt-snapshot', 'off')] : []),
    ...sessionLines(request),
  ];
  const isNew = resume === null || resume.fork === true;
  return ok({
    launch: { file: program.path, args: argsOf(all), env: news.env, cwd },
    files: [...told.files, ...news.files],
    conversationId: isNew ? newConversationId : resume.conversationId,
    notes: [...told.notes, ...notesOf(request)],
    lines: all,
    promptPrefix: null,
  });
};
