import { err, ok, type Result } from '#shared/result.ts';

/** Why an id names no log. */
export type IdRefused =
  | { readonly code: 'log-not-found'; readonly id: string }
  | { readonly code: 'ambiguous'; readonly id: string; readonly candidates: string[] };

interface Named {
  readonly id: string;
  readonly conversations: readonly { readonly id: string }[];
}

/** A prefix shorter than this names nothing. */
const SHORTEST = 4;

/**
 * The conversation an id means: a whole conversation id; else a session, by its id or the beginning of it,
 * which means its latest conversation; else a conversation by the beginning of its id. `known` are
 * conversations that begin so. Pure.
 */
export const resolveId = (
  text: string,
  sessions: readonly Named[],
  known: readonly string[],
): Result<string, IdRefused> => {
  const refused = err({ code: 'log-not-found', id: text } as const);
  if (text.length < SHORTEST) return refused;
  const ours = sessions.flatMap(({ conversations }) => conversations.map(({ id }) => id));
  const conversations = [...new Set([...known, ...ours.filter((id) => id.startsWith(text))])];
  if (conversations.includes(text)) return ok(text);
  const named = sessions.filter(({ id }) => id.startsWith(text));
  const session = named.find(({ id }) => id === text) ?? (named.length === 1 ? named[0] : undefined);
  const latest = session?.conversations.at(-1);
  if (session) return latest ? ok(latest.id) : refused;
  const candidates = named.length > 1 ? named.map(({ id }) => id) : conversations;
  const [only, ...others] = candidates;
  if (only === undefined) return refused;
  return others.length === 0 ? ok(only) : err({ code: 'ambiguous', id: text, candidates });
};
