import type { ProcessReport } from '#shared/contract/processes.ts';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { flat, type Branch, type Group, type Sum } from './groups.ts';

/** A share of one core: `25%`. */
export const cpuText = (cpu: number | null): string => (cpu === null ? '–' : `${Math.round(cpu * 100)}%`);

/** `1 process`, `3 processes`. */
export const processCount = (count: number): string => `${count} ${count === 1 ? 'process' : 'processes'}`;

/** What all of them take: `7 processes, 12% CPU, 340.2 MB`. */
export const totalText = ({ count, cpu, memoryBytes }: Sum): string =>
  [processCount(count), ...(cpu === null ? [] : [`${cpuText(cpu)} CPU`]), byteSize(memoryBytes)].join(', ');

/** How many terminals there are, of how many there can be: `Terminals: 3 of 4096 in use, 2 by toc`. */
export const ptyText = ({ ours, used, cap }: ProcessReport['ptys']): string => {
  if (used !== null && cap !== null) return `Terminals: ${used} of ${cap} in use, ${ours} by toc`;
  if (cap !== null) return `Terminals: ${ours} in use by toc, the system allows ${cap}`;
  return `Terminals: ${ours} in use by toc`;
};

/** The last twentieth of the system's terminals: soon none can be opened any more, by nobody. */
export const isNearCap = ({ used, cap }: ProcessReport['ptys']): boolean =>
  used !== null && cap !== null && used > cap * 0.95;

/** What a group is called. */
export const groupTitle = ({ kind, session }: Group): string => {
  if (kind === 'toc') return 'toc';
  if (kind === 'orphans') return 'Orphans';
  return session?.title ?? 'A session that is not listed any more';
};

/** What a group is, where its name does not say it. */
export const groupNote = ({ kind }: Group): string | null => {
  switch (kind) {
    case 'session':
      return null;
    case 'orphans':
      return 'Their run has ended and they have not: an agent started them and left them behind.';
    case 'toc':
      return 'toc itself. The supervisor keeps sessions alive while the window is closed.';
  }
};

/** What is lost when a process ends, and what stays. */
export const endMeans = ({ process }: Branch, title: string | null): string => {
  const whose = title === null ? 'its session' : `“${title}”`;
  if (process.orphan) return `Its run has ended, and no session waits for it. What it has not saved is lost.`;
  if (process.role === 'run')
    return `It is the agent of ${whose}: its run ends now. What it has not saved is lost; the conversation stays and can be resumed. Stop asks it to end first.`;
  return `${title === null ? 'Its session' : `“${title}”`} goes on without it; the agent may see that as a failure of its command. What it has not saved is lost.`;
};

/** Every process that ends with it, itself first. */
export const namesOf = (branch: Branch): readonly string[] =>
  flat(branch).map(({ branch: { process } }) => `${process.command}, process ${process.pid}`);
