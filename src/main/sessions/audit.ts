import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditCheck, AuditEntry, AuditFault, AuditPage, AuditQuery } from '#shared/contract/audit.ts';
import { Moment } from '#shared/contract/ids.ts';
import type { News } from '#shared/contract/system.ts';
import { BEGINNING, belongsAfter, follow, type ChainedLine, type Link } from '../store/audit-chain.ts';
import type { AuditFilter, TitledLine } from '../store/audit-table.ts';
import type { Store } from '../store/store.ts';

export interface AuditRooms {
  readonly store: Pick<Store, 'audit'>;
  readonly publish: (news: News) => void;
  /** Resolves when whatever else waits for this thread has had its turn. */
  readonly turn?: () => Promise<unknown>;
}

/** Lines between two turns: about a millisecond. */
const SLICE = 500;

/** The first moment of a day in the machine's zone, or of the day after it; milliseconds. */
const midnight = (day: string, after: 0 | 1): number => {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + after);
  return date.getTime();
};

const filterOf = ({ action, text, since, until }: AuditQuery): AuditFilter => ({
  action,
  words: text.split(/\s+/).filter((word) => word !== ''),
  from: since === null ? null : midnight(since, 0),
  to: until === null ? null : midnight(until, 1),
});

const momentOf = (at: number): string | null => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : (Moment.safeParse(date.toISOString()).data ?? null);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const detailOf = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : { value };
  } catch {
    // Nothing that toc wrote: it is shown as it stands.
    return { text };
  }
};

const entryOf = ({ at, detail, ...line }: TitledLine): AuditEntry => ({
  ...line,
  at: momentOf(at),
  detail: detailOf(detail),
});

/** The audit trail as it is read: by pages, and checked whole. Both give way to other work every few lines. */
export const createAuditTrail = ({ store: { audit }, publish, turn = nextTurn }: AuditRooms) => {
  audit.onAppend(() => publish({ kind: 'audit-changed' }));

  /** Whether the line that was written after `last` stands in another place, from the misfit on. */
  const isElsewhere = async (last: Link, misfit: ChainedLine): Promise<boolean> => {
    for (let after = misfit.id - 1; ;) {
      const lines = audit.after(after, SLICE);
      if (lines.some((line) => line.id !== last.id + 1 && belongsAfter(last, line, misfit))) return true;
      const end = lines.at(-1);
      if (end === undefined || lines.length < SLICE) return false;
      after = end.id;
      await turn();
    }
  };

  const faultAt = async (last: Link, misfit: ChainedLine): Promise<AuditFault> => {
    const due = last.id + 1;
    if (await isElsewhere(last, misfit)) return { id: due, kind: 'reordered' };
    if (misfit.id < due) return { id: misfit.id, kind: 'added' };
    return { id: due, kind: misfit.id > due ? 'gap' : 'edited' };
  };

  /** The chain has come to its end: is that where the head is? */
  const faultAtEnd = (last: Link): AuditFault | null => {
    const head = audit.head();
    if (head === null) return { id: last.id, kind: 'no-head' };
    if (Math.max(head.id, audit.given()) > last.id) return { id: last.id + 1, kind: 'cut-off' };
    if (head.id < last.id) return { id: head.id + 1, kind: 'added' };
    return head.hash === last.hash ? null : { id: last.id, kind: 'rewritten' };
  };

  return {
    async list(query: AuditQuery): Promise<AuditPage> {
      const { before, limit } = query;
      const filter = filterOf(query);
      const entries: AuditEntry[] = [];
      for (let below = before ?? Infinity; ;) {
        const { lines, floor } = audit.look(filter, {
          before: below,
          look: SLICE,
          limit: limit - entries.length,
        });
        entries.push(...lines.map(entryOf));
        // A forged id that no number holds exactly would be met again and again.
        const isEnd = floor === null || floor >= below;
        if (isEnd || entries.length >= limit) return { entries, actions: [...audit.actions()] };
        below = floor;
        await turn();
      }
    },
    /** Follows the whole chain to its head. Lines that come meanwhile belong to it. */
    async verify(): Promise<AuditCheck> {
      let last: Link = BEGINNING;
      for (let after = -Infinity; ; after = last.id) {
        const lines = audit.after(after, SLICE);
        const followed = follow(last, lines);
        last = followed.last;
        const so = { entries: last.id, head: last.id === 0 ? null : last.hash };
        if (followed.misfit) return { ...so, fault: await faultAt(last, followed.misfit) };
        // Nothing can be appended between the last slice and this look at the head.
        if (lines.length < SLICE) return { ...so, fault: faultAtEnd(last) };
        await turn();
      }
    },
  };
};

export type AuditTrail = ReturnType<typeof createAuditTrail>;
