/**
 * `skimmed`: facts and figures were taken from the log; its steps were not read yet. Conversations are found by
 * their folder, and the last active first, without looking at the others.
 */
export const skimmedLogs = `
  ALTER TABLE source_file ADD COLUMN skimmed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX source_file_folder ON source_file (cwd, COALESCE(ended_at, '') DESC, conversation_id)
    WHERE parent_id IS NULL;
  CREATE INDEX source_file_last ON source_file (COALESCE(ended_at, '') DESC, conversation_id)
    WHERE parent_id IS NULL;
`;
