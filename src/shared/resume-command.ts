import type { RuntimeId } from './contract/ids.ts';

/** A word for a POSIX shell: as it is where nothing in it means anything to one, else in single quotes. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_/.:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;

const programs = {
  codex: (id: string) => ['codex', 'resume', id],
  'claude-code': (id: string) => ['claude', '--resume', id],
} as const;

/** What a person types in a terminal of their own to go on with a conversation, without toc. */
export const resumeCommand = (of: {
  readonly runtime: RuntimeId;
  readonly workspace: string | null;
  readonly conversationId: string;
}): string => {
  const words = programs[of.runtime](of.conversationId).map(shellWord).join(' ');
  return of.workspace === null ? words : `cd ${shellWord(of.workspace)} && ${words}`;
};
