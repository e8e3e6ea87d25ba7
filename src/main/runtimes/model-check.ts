import { closest, distance } from 'fastest-levenshtein';
import type { AgentWarning } from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import { runtimes } from './catalog.ts';

/** A model this version does not list: worth a warning, never a refusal. Empty means the default. */
export const modelWarning = (
  runtime: RuntimeId,
  model: string,
  version: string | null,
): AgentWarning | null => {
  if (model === '') return null;
  const known = runtimes[runtime].models(version).map((one) => one.id);
  if (known.includes(model)) return null;
  const nearest = known.length > 0 ? closest(model, known) : null;
  const near = nearest !== null && distance(model, nearest) <= Math.max(2, Math.floor(model.length / 3));
  return { code: 'unknown-model', model, suggestion: near ? nearest : null };
};
