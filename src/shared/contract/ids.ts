import { z } from 'zod';

/** Ours, UUIDv7, durable. */
export const SessionId = z.uuid().brand<'SessionId'>();
export type SessionId = z.output<typeof SessionId>;

/** One process of a session, UUIDv7. */
export const RunId = z.uuid().brand<'RunId'>();
export type RunId = z.output<typeof RunId>;

/** The runtime's own id of one conversation. */
export const ConversationId = z.string().min(1).max(200).brand<'ConversationId'>();
export type ConversationId = z.output<typeof ConversationId>;

/** The runtimes this version knows. The catalog in main has one adapter for each. */
export const RuntimeId = z.enum(['codex', 'claude-code']);
export type RuntimeId = z.output<typeof RuntimeId>;

/** A moment: UTC, ISO 8601 with milliseconds. */
export const Moment = z.iso.datetime({ precision: 3 });

/** An absolute path on this machine. */
export const AbsolutePath = z
  .string()
  .min(1)
  .max(4096)
  .startsWith('/')
  .refine((path) => !path.includes('\0'));
