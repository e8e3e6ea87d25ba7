/**
 * `carried`: the log at this path no longer holds all that was read of its conversation; the steps of before are
 * kept with the row, and this says how those that the log tells now are numbered among them (JSON).
 */
export const carriedLogs = `
  ALTER TABLE source_file ADD COLUMN carried TEXT;
`;
