import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds of the machine. */
export interface Held {
  /** Resident, bytes. */
  readonly resident: number;
  readonly descriptors: number;
  /** Of the descriptors: terminals. */
  readonly ptys: number;
  /** Of the descriptors: sockets and pipes. */
  readonly roads: number;
  /** Those it started and has not waited for, dead ones included. */
  readonly children: number;
}

const targetOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    // Closed since it was listed: such as the listing's own.
    return '';
  }
};

/** What a living process holds now. Linux only. */
export const heldBy = (pid: number): Held => {
  const folder = `/proc/${pid}`;
  const open = readdirSync(`${folder}/fd`)
    .map((name) => targetOf(`${folder}/fd/${name}`))
    .filter(Boolean);
  const children = readdirSync(`${folder}/task`).flatMap((thread) =>
    readFileSync(`${folder}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return {
    resident: Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    descriptors: open.length,
    ptys: open.filter((target) => /^\/dev\/(ptmx|pts\/)/.test(target)).length,
    roads: open.filter((target) => /^(socket|pipe):/.test(target)).length,
    children: children.length,
  };
};
