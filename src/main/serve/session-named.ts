import type { Session } from '#shared/contract/sessions.ts';
import { CommandLineError } from './command-line-error.ts';

/** A prefix shorter than this names nothing. */
const SHORTEST = 4;

const only = (found: readonly Session[], text: string): Session | null => {
  const [first, ...others] = found;
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const candidates = found.map(({ id }) => id).join(', ');
  throw new CommandLineError(`${text} could be any of these: ${candidates}. Give more of it.`);
};

/**
 * The session an id means: one whose id begins so, else the one with a conversation whose id begins so. Throws a
 * CommandLineError with the candidates where there are several.
 */
export const sessionNamed = (text: string, sessions: readonly Session[]): Session => {
  if (text.length < SHORTEST)
    throw new CommandLineError(`An id needs at least ${SHORTEST} characters, not "${text}".`);
  const found =
    only(
      sessions.filter(({ id }) => id.startsWith(text)),
      text,
    ) ??
    sessions.find(({ conversations }) => conversations.at(-1)?.id === text) ??
    only(
      sessions.filter(({ conversations }) => conversations.some(({ id }) => id.startsWith(text))),
      text,
    );
  if (found) return found;
  throw new Error(
    `No session of toc's has an id that begins with ${text}. "toc sessions" lists them first; a conversation found on disk becomes one when it is resumed in the window.`,
  );
};
