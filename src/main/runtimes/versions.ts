/** The numbers of a version text such as `codex-cli 0.169.0` or `2.1.330 (Claude Code)`; null when there are none. */
export const versionIn = (text: string): string | null => /\d+\.\d+\.\d+/.exec(text)?.[0] ?? null;

/** Negative when `left` is older, 0 when equal, positive when newer. Both are dotted numbers. */
export const compareVersions = (left: string, right: string): number => {
  const theirs = right.split('.').map(Number);
  for (const [index, number] of left.split('.').map(Number).entries()) {
    const difference = number - (theirs[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** `version` is `since` or newer. */
export const atLeast = (version: string, since: string): boolean => compareVersions(version, since) >= 0;
