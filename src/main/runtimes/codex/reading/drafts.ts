import type { Step } from '#shared/contract/transcripts.ts';
import { OBEYED } from '#shared/obeyed.ts';
import { fields, list, text, type Fields } from '../../values.ts';
import type { Draft } from '../../step-sheet.ts';
import { commandOf } from './command.ts';
import type { Result } from './result.ts';

/** Any text in one line, not too long to stand beside a tool's name. Pure. */
export const oneLine = (said: string): string =>
  said.slice(0, 2000).replaceAll(/\s+/g, ' ').trim().slice(0, 300);

/** The same, with nothing in it that a terminal or a reader's eye would obey. Pure. */
export const plainLine = (said: string): string => oneLine(said.replaceAll(OBEYED, ' '));

const STATES = { completed: 'done', in_progress: 'doing' } as const;

/** The entries of `update_plan` and of `todo_list`. Pure. */
export const todosOf = (entries: unknown): NonNullable<Step['todos']> =>
  list(entries)
    .slice(0, 500)
    .map(fields)
    .map((entry) => {
      const { status } = entry;
      const state = status === 'completed' || status === 'in_progress' ? STATES[status] : 'open';
      const said = text(entry['step']) ?? text(entry['text']) ?? '';
      return { text: said.slice(0, 4000), state: entry['completed'] === true ? 'done' : state };
    });

/** The step of a command that begins. */
export const commandDraft = (at: string | null, value: unknown): Draft => {
  const { command, raw } = commandOf(value) ?? { command: '', raw: null };
  return { at, kind: 'tool', tool: 'Bash', command, ...(raw === null ? {} : { text: raw }) };
};

const ABOUT = ['query', 'q', 'path', 'url', 'uri', 'message', 'prompt', 'pattern', 'name', 'title'];

/** What a call of any other tool is about: the first telling argument, or all of them as they stand. Pure. */
export const aboutOf = (args: Fields, raw: string): string => {
  const found = ABOUT.map((name) => text(args[name])).find((value) => value !== null && value !== '');
  return oneLine(found ?? (raw === '{}' ? '' : raw));
};

const NAMES: Readonly<Record<string, string>> = {
  view_image: 'Read',
  read_file: 'Read',
  grep_files: 'Search',
};

/** The step of a call of any other tool that begins. */
export const otherDraft = (at: string | null, name: string, args: Fields, raw: string): Draft => {
  const path = NAMES[name] === undefined ? null : text(args['path']);
  const said = path ?? aboutOf(args, raw);
  return {
    at,
    kind: 'tool',
    tool: Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name.slice(0, 200),
    ...(path === null ? {} : { path }),
    ...(path !== null || said === '' ? {} : { text: said }),
  };
};

/** What a result tells of a step, without what it does not know. */
export const told = ({ output, exitCode, success, durationMs }: Result) => ({
  ...(output === '' ? {} : { output }),
  exitCode,
  success,
  ...(durationMs === null ? {} : { durationMs }),
});
