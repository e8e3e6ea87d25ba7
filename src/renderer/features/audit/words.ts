import type { AuditEntry } from '#shared/contract/audit.ts';
import { RuntimeId } from '#shared/contract/ids.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { exactTime } from '#renderer/ui/age.ts';

/** An action as people write it: `Session started`. Every one is named so that this is enough. */
export const actionWords = (action: string): string => {
  const words = action.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

/** What a line is about: the title of a session, else what stands there. */
export const subjectWords = ({ title, subject }: AuditEntry): string => title ?? subject;

/** The name of a runtime; one that this toc does not know as it stands there. */
export const runtimeWords = (runtime: string): string => {
  const known = RuntimeId.safeParse(runtime).data;
  return known === undefined ? runtime : runtimeName(known);
};

/** When a line was written. */
export const timeWords = (at: string | null): string => (at === null ? 'no moment' : exactTime(at));

const valueWords = (value: unknown): string => {
  if (value === null || value === '') return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Everything a line says, as names and values. */
export const factsOf = (entry: AuditEntry): readonly (readonly [string, string])[] => [
  ['Line', String(entry.id)],
  ['Time', timeWords(entry.at)],
  ['Subject', entry.subject],
  ...Object.entries(entry.detail).map(([name, value]) => [name, valueWords(value)] as const),
];
