/** Oldest version accepted, newest version driven. */
export const codexVersions = { oldest: '0.47.0', newest: '0.169.0' } as const;

/** Suggestions, the newest default first. Any other name is passed on as typed. */
export const codexModels = [
  { id: 'gpt-6.1-sol', label: 'GPT-6.1 Sol (default of 0.160 and later)' },
  { id: 'gpt-5.6-sol', label: 'GPT-5.6 Sol' },
  { id: 'gpt-5.5', label: 'GPT-5.5' },
  { id: 'gpt-5.2-codex', label: 'GPT-5.2 Codex' },
  { id: 'gpt-5.1-codex-max', label: 'GPT-5.1 Codex Max' },
  { id: 'gpt-5-codex', label: 'GPT-5 Codex' },
] as const;
