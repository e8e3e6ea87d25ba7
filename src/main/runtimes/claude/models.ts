/** Oldest version accepted, newest version driven. */
export const claudeVersions = { oldest: '1.0.128', newest: '2.1.330' } as const;

/** Names Claude Code understands whatever its version, then those of the newest one driven. */
export const claudeModels = [
  { id: 'sonnet', label: 'Sonnet (the newest this version knows)' },
  { id: 'opus', label: 'Opus (the newest this version knows)' },
  { id: 'haiku', label: 'Haiku (the newest this version knows)' },
  { id: 'opusplan', label: 'Opus while planning, else Sonnet' },
  { id: 'sonnet[1m]', label: 'Sonnet, long context' },
  { id: 'fable', label: 'Fable' },
  { id: 'claude-sonnet-5-5', label: 'Claude Sonnet 5.5' },
  { id: 'claude-opus-5-5', label: 'Claude Opus 5.5' },
  { id: 'claude-haiku-5-5', label: 'Claude Haiku 5.5' },
] as const;
