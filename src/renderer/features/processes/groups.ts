import type { OwnedProcess } from '#shared/contract/processes.ts';
import type { Session } from '#shared/contract/sessions.ts';

/** What the largest comes first by; `tree`: in the order they were started. */
export type Order = 'tree' | 'cpu' | 'memory';

/** What a process and all below it take. */
export interface Sum {
  readonly count: number;
  /** Null until there is a share to tell. */
  readonly cpu: number | null;
  readonly memoryBytes: number;
}

/** A process and what is below it in its group. */
export interface Branch {
  readonly process: OwnedProcess;
  readonly below: readonly Branch[];
  readonly sum: Sum;
}

export interface Group {
  readonly key: string;
  readonly kind: 'session' | 'orphans' | 'toc';
  /** Null for toc, for orphans, and for a session that is not listed any more. */
  readonly session: Session | null;
  readonly branches: readonly Branch[];
  readonly sum: Sum;
}

/** What several take together. */
export const summed = (sums: readonly Sum[]): Sum => ({
  count: sums.reduce((total, { count }) => total + count, 0),
  cpu: sums.reduce<number | null>((total, { cpu }) => (cpu === null ? total : (total ?? 0) + cpu), null),
  memoryBytes: sums.reduce((total, { memoryBytes }) => total + memoryBytes, 0),
});

/** A branch and everything below it, each with its depth. */
export const flat = (
  branch: Branch,
  depth = 0,
): readonly { readonly branch: Branch; readonly depth: number }[] => [
  { branch, depth },
  ...branch.below.flatMap((one) => flat(one, depth + 1)),
];

const weight = ({ sum }: { readonly sum: Sum }, order: 'cpu' | 'memory'): number =>
  order === 'cpu' ? (sum.cpu ?? 0) : sum.memoryBytes;

const ordered = <One extends { readonly sum: Sum }>(all: readonly One[], order: Order): readonly One[] =>
  order === 'tree' ? all : all.toSorted((one, other) => weight(other, order) - weight(one, order));

const oldestFirst = (all: readonly OwnedProcess[]): readonly OwnedProcess[] =>
  all.toSorted(
    (one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt) || one.pid - other.pid,
  );

/** The processes of a group as trees: whose parent is not among them is a root. */
const branchesOf = (processes: readonly OwnedProcess[], order: Order): readonly Branch[] => {
  const here = new Set(processes.map(({ pid }) => pid));
  const branch = (process: OwnedProcess, above: readonly number[]): Branch => {
    // A pid that was reused while they were looked at could make a circle.
    const path = [...above, process.pid];
    const below = ordered(
      processes
        .filter(({ parent, pid }) => parent === process.pid && !path.includes(pid))
        .map((one) => branch(one, path)),
      order,
    );
    const own = { count: 1, cpu: process.cpu, memoryBytes: process.memoryBytes };
    return { process, below, sum: summed([own, ...below.map(({ sum }) => sum)]) };
  };
  const roots = processes.filter(({ parent, pid }) => parent === pid || !here.has(parent));
  return ordered(
    roots.map((root) => branch(root, [])),
    order,
  );
};

const placeOf = ({ role, orphan, sessionId }: OwnedProcess): Pick<Group, 'key' | 'kind'> => {
  if (orphan) return { key: 'orphans', kind: 'orphans' };
  if (role !== 'run' && role !== 'child') return { key: 'toc', kind: 'toc' };
  return { key: sessionId ?? 'unlisted', kind: 'session' };
};

const KINDS: readonly Group['kind'][] = ['session', 'orphans', 'toc'];

/** The processes by whose they are: sessions in the order of their list, then orphans, then toc's own. */
export const groupsOf = (
  processes: readonly OwnedProcess[],
  sessions: readonly Session[],
  order: Order,
): readonly Group[] => {
  const members = new Map<string, { readonly kind: Group['kind']; readonly all: OwnedProcess[] }>();
  for (const process of oldestFirst(processes)) {
    const { key, kind } = placeOf(process);
    const known = members.get(key);
    if (known) known.all.push(process);
    else members.set(key, { kind, all: [process] });
  }
  const groups = [...members].map(([key, { kind, all }]): Group => {
    const branches = branchesOf(all, order);
    const session = sessions.find(({ id }) => id === key) ?? null;
    return { key, kind, session, branches, sum: summed(branches.map(({ sum }) => sum)) };
  });
  const rank = (group: Group): number => sessions.findIndex(({ id }) => id === group.key);
  return KINDS.flatMap((wanted) => {
    const those = groups.filter(({ kind }) => kind === wanted);
    return ordered(
      those.toSorted((one, other) => rank(one) - rank(other)),
      order,
    );
  });
};
