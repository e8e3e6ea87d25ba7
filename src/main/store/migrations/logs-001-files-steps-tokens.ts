/**
 * What logs say. `source_file`: how far each log was read, and what it says as a whole. `step`: one thing a
 * log tells. `token_event`: tokens of one model response; of several with one key, one is `counted`.
 * `usage_slot`: the counted events of a file by quarter of an hour, always made anew from them.
 */
export const filesStepsTokens = `
  CREATE TABLE source_file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    runtime TEXT NOT NULL,
    subagent INTEGER NOT NULL DEFAULT 0,
    conversation_id TEXT,
    parent_id TEXT,
    root_id TEXT,
    fork_of TEXT,
    cwd TEXT,
    title TEXT,
    cli_version TEXT,
    model TEXT,
    started_at TEXT,
    ended_at TEXT,
    dev INTEGER NOT NULL DEFAULT 0,
    ino INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0,
    mtime REAL NOT NULL DEFAULT 0,
    offset INTEGER NOT NULL DEFAULT 0,
    guard TEXT NOT NULL DEFAULT '',
    state TEXT,
    reader_version INTEGER NOT NULL,
    steps INTEGER NOT NULL DEFAULT 0,
    skipped_lines INTEGER NOT NULL DEFAULT 0,
    counter TEXT,
    unsettled INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    replaced INTEGER NOT NULL DEFAULT 0,
    copy_of INTEGER,
    staged_for INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX source_file_path ON source_file (path) WHERE replaced = 0 AND staged_for IS NULL;
  CREATE INDEX source_file_conversation ON source_file (conversation_id);
  CREATE INDEX source_file_parent ON source_file (parent_id) WHERE parent_id IS NOT NULL;
  CREATE INDEX source_file_root ON source_file (root_id);
  CREATE INDEX source_file_copy ON source_file (copy_of) WHERE copy_of IS NOT NULL;

  CREATE TABLE forgotten (
    conversation_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE step (
    file_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    failed INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (file_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX step_prompt ON step (file_id, seq) WHERE kind = 'user';
  CREATE INDEX step_failure ON step (file_id, seq) WHERE failed = 1;

  CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE token_event (
    file_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    key TEXT,
    at INTEGER NOT NULL,
    model_id INTEGER,
    owner TEXT,
    reason TEXT,
    prompt_over INTEGER,
    input INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (file_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX token_event_key ON token_event (key) WHERE key IS NOT NULL;

  CREATE TABLE usage_slot (
    file_id INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    owner TEXT,
    model_id INTEGER,
    reason TEXT,
    prompt_over INTEGER,
    input INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX usage_slot_file ON usage_slot (file_id);
`;
