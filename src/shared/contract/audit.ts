import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Moment } from './ids.ts';

/** One line of the trail. */
export const AuditEntry = z.object({
  id: z.number().int().positive(),
  at: Moment,
  action: z.string(),
  /** A session's id, or an agent's name. */
  subject: z.string(),
  /** What a person calls it now; null when that is not known any more. */
  title: z.string().nullable(),
  runtime: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** Over this line and the hash of the one before; hexadecimal SHA-256. */
  hash: z.string(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

/** Whether the trail is whole. */
export const AuditCheck = z.object({
  entries: z.number().int().nonnegative(),
  /** The newest hash: whoever keeps it elsewhere can tell later that nothing before it was changed. */
  head: z.string().nullable(),
  /** Null: no edit, gap or reordering. Else the first line that does not fit, and why. */
  fault: z
    .object({ id: z.number().int(), kind: z.enum(['edited', 'gap', 'reordered', 'cut-off']) })
    .nullable(),
});
export type AuditCheck = z.output<typeof AuditCheck>;

export const AuditQuery = z.object({
  /** Null: any. */
  action: z.string().max(100).nullable(),
  /** Words in subject, title or detail; empty: any. */
  text: z.string().max(200),
  /** Both inclusive, days in the machine's zone. */
  since: z.iso.date().nullable(),
  until: z.iso.date().nullable(),
  /** The last line of the page before; null begins with the newest. */
  before: z.number().int().positive().nullable(),
  limit: z.number().int().min(1).max(1000),
});
export type AuditQuery = z.output<typeof AuditQuery>;

export const auditContract = {
  /** The newest first. */
  list: oc.input(AuditQuery).output(z.object({ entries: z.array(AuditEntry), actions: z.array(z.string()) })),
  verify: oc.output(AuditCheck),
};
