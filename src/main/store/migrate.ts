import type { Database } from './database.ts';
import { sessionsAndAudit } from './migrations/001-sessions-and-audit.ts';

/** In order; the position is the version. A landed step is never edited: the next one mends it. */
const steps: readonly string[] = [sessionsAndAudit];

/** The newest version this toc knows. */
export const KNOWN_VERSION = steps.length;

/** Forward only. Each step commits with its own version, so a crash resumes where it stopped. */
export const migrateThrough = (database: Database, all: readonly string[], until = all.length): void => {
  const from = Number(database.pragma('user_version', { simple: true }));
  all.slice(from, until).forEach((sql, index) => {
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${from + index + 1}`);
    })();
  });
};

/** Brings toc.db to the newest version, or to `until`. */
export const migrate = (database: Database, until = KNOWN_VERSION): void =>
  migrateThrough(database, steps, until);
