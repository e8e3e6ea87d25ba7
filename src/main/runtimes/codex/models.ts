import { atLeast } from '../versions.ts';

/** Oldest version accepted, newest version driven. */
export const codexVersions = { oldest: '0.47.0', newest: '0.169.0' } as const;

/** Each was the built-in default from the version on where it was first seen so. */
const defaults = [
  { id: 'gpt-6.1-sol', name: 'GPT-6.1 Sol', since: '0.160.0' },
  { id: 'gpt-5.6-sol', name: 'GPT-5.6 Sol', since: '0.145.0' },
  { id: 'gpt-5.5', name: 'GPT-5.5', since: '0.130.0' },
  { id: 'gpt-5.2-codex', name: 'GPT-5.2 Codex', since: '0.89.0' },
  { id: 'gpt-5.1-codex-max', name: 'GPT-5.1 Codex Max', since: '0.72.0' },
  { id: 'gpt-5.1-codex', name: 'GPT-5.1 Codex', since: '0.61.0' },
  { id: 'gpt-5-codex', name: 'GPT-5 Codex', since: '0.47.0' },
] as const;

/** Models that a version was built to know, its default first. Any other name is passed on as typed. */
export const codexModels = (version: string | null): { id: string; label: string }[] =>
  defaults
    .filter((one) => atLeast(version ?? codexVersions.newest, one.since))
    .map(({ id, name }, index) => ({ id, label: index === 0 ? `${name} (default)` : name }));
