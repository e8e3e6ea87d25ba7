/** Sessions with their conversations and runs, the audit trail, workspaces and settings. */
export const sessionsAndAudit = `
  CREATE TABLE session (
    id TEXT PRIMARY KEY,
    start_key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    workspace TEXT NOT NULL,
    runtime TEXT NOT NULL,
    agent_name TEXT,
    agent_workspace TEXT,
    agent_revision TEXT,
    model TEXT NOT NULL,
    permission TEXT NOT NULL,
    instructions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    forgotten_at INTEGER
  ) STRICT;

  CREATE TABLE conversation (
    session_id TEXT NOT NULL REFERENCES session (id),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL,
    saved INTEGER NOT NULL,
    bound_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, ordinal),
    UNIQUE (session_id, id)
  ) STRICT;

  CREATE TABLE run (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id),
    runtime_version TEXT NOT NULL,
    notes TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    pid INTEGER,
    process_started TEXT,
    boot_id TEXT,
    ended_at INTEGER,
    outcome TEXT,
    exit_code INTEGER,
    exit_signal TEXT,
    detail TEXT,
    released INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX run_by_session ON run (session_id, started_at);
  CREATE INDEX run_open ON run (ended_at) WHERE ended_at IS NULL;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    runtime TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;

  CREATE TABLE workspace (
    path TEXT PRIMARY KEY,
    added_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
`;
