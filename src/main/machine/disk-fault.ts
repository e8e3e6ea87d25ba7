export const DISK_FULL = 'the disk is full. Make room on it, then try again';
export const DISK_READ_ONLY = 'the disk is read-only. Make it writable, or set TOC_HOME to another folder';

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: 'your share of the disk is used up. Make room on it, then try again',
  EROFS: DISK_READ_ONLY,
  EACCES: 'you may not write there. Give yourself the right to, or set TOC_HOME to another folder',
  EPERM: 'you may not write there. Give yourself the right to, or set TOC_HOME to another folder',
};

/** Why a disk did not take a file, and what to do; null where that is not why it failed. Pure. */
export const diskFault = (problem: unknown): string | null =>
  problem instanceof Error && 'code' in problem && typeof problem.code === 'string'
    ? (WORDS[problem.code] ?? null)
    : null;

/** In words that tell what to do, where it was the disk; else as the system says it. Pure. */
export const faultWords = (problem: unknown): string => {
  const said = problem instanceof Error ? problem.message : String(problem);
  const why = diskFault(problem);
  return why === null ? said : `${said}: ${why}.`;
};
