/** `skimmed`: facts and figures were taken from the log; its steps were not read yet. */
export const skimmedLogs = `
  ALTER TABLE source_file ADD COLUMN skimmed INTEGER NOT NULL DEFAULT 0;
`;
