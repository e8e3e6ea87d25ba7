import { err, ok, type Result } from '#shared/result.ts';
import { PROTOCOL } from '../supervisor/protocol.ts';
import {
  createKeeper,
  type CannotBegin,
  type KeeperRooms,
  type Unreachable,
  type Written,
} from './keeper.ts';
import type { Link } from './link.ts';

/** What a look at the living supervisors found. */
interface Looked {
  readonly alive: readonly Written[];
  readonly refused: readonly { readonly record: Written; readonly problem: Unreachable }[];
}

/** Never more at a time: the one that new runs go to, and one that keeps what it has. */
const MOST = 2;

const { compare } = new Intl.Collator('en', { numeric: true });

const keyOf = ({ pid, started }: Written): string => `${pid}/${started}`;

const newestOf = (links: readonly Link[]): Link | null =>
  links.toSorted((left, right) => compare(left.version, right.version)).at(-1) ?? null;

/** Every open link, by whose it is. */
const linkTable = (version: string) => {
  const links = new Map<string, Link>();
  /** Older ones that new runs go to, since there are two and none of our version. */
  const kept = new Set<Link>();
  const isOlder = (link: Link): boolean => link.protocol < PROTOCOL || compare(link.version, version) < 0;
  const all = (): readonly Link[] => [...links.values()];
  const current = (): Link | null =>
    newestOf(all().filter((link) => !isOlder(link))) ?? newestOf(all().filter((link) => kept.has(link)));
  const isLeaving = (link: Link): boolean => link !== current() && isOlder(link);
  return { links, kept, all, current, isLeaving };
};

interface Means {
  readonly keeper: ReturnType<typeof createKeeper>;
  readonly table: ReturnType<typeof linkTable>;
  readonly look: () => Promise<Looked>;
  readonly adopt: (record: Written, link: Link) => void;
  /** Those that were let go count again. */
  readonly readmit: () => void;
}

/** Finds the supervisor that new runs go to, or starts it. */
const chooser =
  ({ version }: KeeperRooms, { keeper, table, look, adopt, readmit }: Means) =>
  async (): Promise<Result<Link, CannotBegin>> => {
    const { alive, refused } = await look();
    const hindrance = refused.find(
      ({ record, problem }) =>
        problem.code === 'supervisor-newer' ||
        (record.version !== null && compare(record.version, version) >= 0),
    );
    if (hindrance) return err(hindrance.problem);
    const current = table.current();
    if (current) return ok(current);
    if (alive.length < MOST) {
      const begun = await keeper.begin(alive);
      if (!begun.ok) return begun;
      table.kept.clear();
      adopt(begun.value.record, begun.value.link);
      return ok(begun.value.link);
    }
    // Two that were let go have not left yet: one of them is asked again.
    if (table.all().length === 0) readmit();
    const again = table.all().length === 0 ? await look() : { refused };
    const newest = newestOf(table.all());
    if (newest === null) return err(again.refused[0]?.problem ?? { code: 'supervisor-silent', pid: null });
    table.kept.add(newest);
    return ok(newest);
  };

/** Looks at the living supervisors, one look at a time. */
const looker = (
  { keeper, table, adopt }: Pick<Means, 'keeper' | 'table' | 'adopt'>,
  dismissed: ReadonlySet<string>,
) => {
  let looking: Promise<Looked> | null = null;
  const lookNow = async (): Promise<Looked> => {
    const refused: { record: Written; problem: Unreachable }[] = [];
    const alive: Written[] = [];
    for (const record of await keeper.alive()) {
      const isKnown = table.links.has(keyOf(record)) || dismissed.has(keyOf(record));
      const found = isKnown ? null : await keeper.reach(record);
      // It may have gone while we knocked.
      if (isKnown || found) alive.push(record);
      if (found?.ok) adopt(record, found.value);
      else if (found) refused.push({ record, problem: found.error });
    }
    return { alive, refused };
  };
  const look = (): Promise<Looked> => {
    looking ??= lookNow().finally(() => {
      looking = null;
    });
    return looking;
  };
  return {
    look,
    /** One under way may have counted what has died since. */
    settled: async (): Promise<void> => void (await looking),
  };
};

/** Every look at the living supervisors; links to those that could be reached. */
const openLinks = (rooms: KeeperRooms, joined: (link: Link) => void, lost: () => void) => {
  const keeper = createKeeper(rooms);
  const table = linkTable(rooms.version);
  /** Empty older ones: they leave once nobody is connected. */
  const dismissed = new Set<string>();
  let starting: Promise<Result<Link, CannotBegin>> | null = null;
  let closed = false;

  const adopt = (record: Written, link: Link): void => {
    const key = keyOf(record);
    table.links.set(key, link);
    link.onClosed(() => {
      table.kept.delete(link);
      if (!table.links.delete(key) || closed) return;
      // A broken connection to a living supervisor is mended; a dead one is told.
      void again().then(({ alive }) => {
        if (!alive.some((one) => keyOf(one) === key)) lost();
      });
    });
    joined(link);
  };

  const { look, settled } = looker({ keeper, table, adopt }, dismissed);

  const existing = async (): Promise<Looked> => {
    // One that is being started is not to be found twice.
    await starting;
    return look();
  };

  const again = async (): Promise<Looked> => {
    await settled();
    return existing();
  };

  const readmit = (): void => dismissed.clear();
  const choose = chooser(rooms, { keeper, table, look, adopt, readmit });
  const needed = (): Promise<Result<Link, CannotBegin>> => {
    starting ??= choose().finally(() => {
      starting = null;
    });
    return starting;
  };
  const dismiss = (link: Link): void => {
    for (const [key, one] of table.links) {
      if (one !== link) continue;
      table.links.delete(key);
      dismissed.add(key);
    }
    link.close();
  };
  const close = (): void => {
    closed = true;
    for (const link of table.all()) link.close();
  };
  return { table, existing, needed, dismiss, close };
};

/** Connections to the supervisors that live, made when somebody needs them and again when they broke. */
export const createConnection = (rooms: KeeperRooms, joined: (link: Link) => void, lost: () => void) => {
  const { table, existing, needed, dismiss, close } = openLinks(rooms, joined, lost);
  const { all, current, isLeaving } = table;
  return {
    current,
    /** It is to leave once it is empty. */
    isLeaving,
    older: (): Link | null => all().find(isLeaving) ?? null,
    /** Links to all that could be reached, and why others could not. Starts none. */
    async existing(): Promise<{ readonly links: readonly Link[]; readonly refused: readonly Unreachable[] }> {
      const { refused } = await existing();
      return { links: all(), refused: refused.map(({ problem }) => problem) };
    },
    /** The one that new runs go to. */
    needed,
    /** Lets an older one go; it leaves by itself. */
    dismiss,
    close,
  };
};
