import { err, type Result } from '#shared/result.ts';
import { DISK_FULL, DISK_READ_ONLY, diskFault } from '../machine/disk-fault.ts';
import { writeFault } from '../store/database.ts';

/** The disk did not take what must be on it: what, and why in words that say what to do. */
export interface CannotWrite {
  readonly code: 'cannot-write';
  readonly path: string;
  readonly reason: string;
}

const textAt = (problem: unknown, name: 'path' | 'code'): string | null => {
  if (!(problem instanceof Error) || !(name in problem)) return null;
  const found: unknown = Reflect.get(problem, name);
  return typeof found === 'string' ? found : null;
};

/** The refusal that a failed write of a file below `folder` or of toc.db is; null where the disk is not to blame. */
export const cannotWrite = (problem: unknown, folder: string): CannotWrite | null => {
  const reason = diskFault(problem);
  if (reason !== null) return { code: 'cannot-write', path: textAt(problem, 'path') ?? folder, reason };
  const database = { code: 'cannot-write', path: 'toc.db' } as const;
  if (writeFault(problem) === 'disk-full') return { ...database, reason: DISK_FULL };
  return textAt(problem, 'code')?.startsWith('SQLITE_READONLY')
    ? { ...database, reason: DISK_READ_ONLY }
    : null;
};

/** Does the work; where the disk is to blame that it failed, that is its answer. `reconcile` finds what is left when there is room. */
export const orCannotWrite = async <Value, Problem>(
  folder: string,
  work: () => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem | CannotWrite>> => {
  try {
    return await work();
  } catch (problem) {
    const refused = cannotWrite(problem, folder);
    if (refused === null) throw problem;
    return err(refused);
  }
};
