import type { Database } from './database.ts';
import { sessionsAndAudit } from './migrations/001-sessions-and-audit.ts';
import { auditChain } from './migrations/002-audit-chain.ts';
import { backgroundRuns } from './migrations/003-background-runs.ts';

/** From one version to the next: SQL, or a function where SQL is not enough. It runs inside the step's transaction. */
type Step = string | ((database: Database) => void);

/** In order; the position is the version. A landed step is never edited: the next one mends it. */
const steps: readonly Step[] = [sessionsAndAudit, auditChain, backgroundRuns];

/** The newest version this toc knows. */
export const KNOWN_VERSION = steps.length;

/** Forward only. Each step commits with its own version, so a crash resumes where it stopped. */
export const migrateThrough = (database: Database, all: readonly Step[], until = all.length): void => {
  const from = Number(database.pragma('user_version', { simple: true }));
  all.slice(from, until).forEach((step, index) => {
    database.transaction(() => {
      if (typeof step === 'string') database.exec(step);
      else step(database);
      database.pragma(`user_version = ${from + index + 1}`);
    })();
  });
};

/** Brings toc.db to the newest version, or to `until`. */
export const migrate = (database: Database, until = KNOWN_VERSION): void =>
  migrateThrough(database, steps, until);
