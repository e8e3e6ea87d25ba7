/** Runs without a terminal: what they wait for, what they go on with, what became of them. */
export const backgroundRuns = `
  ALTER TABLE run ADD COLUMN kind TEXT NOT NULL DEFAULT 'interactive';
  ALTER TABLE run ADD COLUMN queued INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE run ADD COLUMN asked TEXT;
  ALTER TABLE run ADD COLUMN instructions_changed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE run ADD COLUMN adopted_at INTEGER;
  ALTER TABLE run ADD COLUMN verdict TEXT;
  ALTER TABLE run ADD COLUMN result TEXT;
`;
