export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/** A way from a program to a page. */
export interface Road {
  readonly url: string;
  /** Starts a program on a terminal; resolves with what the page opens it by. */
  start(program: Program): Promise<string>;
  /** Ends every program started. */
  stopAll(): Promise<void>;
  close(): Promise<void>;
}
