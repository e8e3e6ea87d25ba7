/** What to start. A value: whoever made it has started nothing. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Files that stand in for a terminal: absolute paths, opened by whoever starts the process. */
export interface Stdio {
  /** Is there. */
  readonly stdin: string;
  /** Made with mode 0600, or appended to. */
  readonly stdout: string;
  readonly stderr: string;
}
