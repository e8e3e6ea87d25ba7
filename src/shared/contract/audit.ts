import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Moment } from './ids.ts';

/** One line of the trail. Whoever can write the file may have put anything there: it is shown all the same. */
export const AuditEntry = z.object({
  id: z.number(),
  /** Null: what stands there is no moment. */
  at: Moment.nullable(),
  action: z.string(),
  /** A session's id, or an agent's name. */
  subject: z.string(),
  /** What a session is called, forgotten ones too; null for all else. */
  title: z.string().nullable(),
  runtime: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** Over this line and the hash of the one before; hexadecimal SHA-256. */
  hash: z.string(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

/**
 * The first line that does not fit: `edited`, its words are not those that were written; `gap`, it is missing;
 * `reordered`, it stands in another place; `added`, toc never wrote it; `cut-off`, it is missing and so is all after
 * it; `rewritten`, all lines fit each other, but the newest is not the one that was recorded as such; `no-head`,
 * that record is gone, so that a cut after this line would not show.
 */
export const AuditFault = z.object({
  id: z.number(),
  kind: z.enum(['edited', 'gap', 'reordered', 'added', 'cut-off', 'rewritten', 'no-head']),
});
export type AuditFault = z.output<typeof AuditFault>;

/** Whether the trail is whole. */
export const AuditCheck = z.object({
  /** How many lines fit, from the first on. */
  entries: z.number().int().nonnegative(),
  /** The hash of the last one that fits: whoever keeps it elsewhere can tell later that nothing up to it was changed. */
  head: z.string().nullable(),
  /** Null: no edit, gap or reordering. */
  fault: AuditFault.nullable(),
});
export type AuditCheck = z.output<typeof AuditCheck>;

export const AuditQuery = z.object({
  /** Null: any. */
  action: z.string().max(100).nullable(),
  /** Words that all stand in subject, title, detail or hash; empty: any. */
  text: z.string().max(200),
  /** Both inclusive, days in the machine's zone. */
  since: z.iso.date().nullable(),
  until: z.iso.date().nullable(),
  /** The last line of the page before; null begins with the newest. */
  before: z.number().int().nullable(),
  limit: z.number().int().min(1).max(1000),
});
export type AuditQuery = z.output<typeof AuditQuery>;

/** The newest lines first, and every action that is on the trail. */
export const AuditPage = z.object({ entries: z.array(AuditEntry), actions: z.array(z.string()) });
export type AuditPage = z.output<typeof AuditPage>;

export const auditContract = {
  list: oc.input(AuditQuery).output(AuditPage),
  verify: oc.output(AuditCheck),
};
