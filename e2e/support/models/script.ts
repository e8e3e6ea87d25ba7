/** Holds an answer back until a test lets it go on. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A closed gate. */
export const createGate = (): Gate => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

/** What the model does in one of its responses. */
export type Step =
  | { readonly do: 'say'; readonly text: string }
  /** A shell command; `asks`: one that the CLI must ask the person about. */
  | { readonly do: 'run'; readonly command: string; readonly asks: boolean }
  /** A question to the person, with answers to choose from. */
  | { readonly do: 'ask'; readonly question: string; readonly options: readonly string[] }
  /** A patch by Codex's own tool; Claude Code is not asked for it. */
  | { readonly do: 'patch'; readonly text: string }
  | { readonly do: 'hold'; readonly gate: Gate }
  /** Instead of an answer: an error of the server. */
  | { readonly do: 'fail'; readonly status: number }
  /** Any tool of Claude Code's by its name; Codex is not asked for it. */
  | { readonly do: 'use'; readonly tool: string; readonly input: object };

export const say = (text: string): Step => ({ do: 'say', text });
export const run = (command: string): Step => ({ do: 'run', command, asks: true });
/** Needs an agent whose permission is to run everything. */
export const runUnasked = (command: string): Step => ({ do: 'run', command, asks: false });
export const askPerson = (question: string, options: readonly string[]): Step => ({
  do: 'ask',
  question,
  options,
});
export const patch = (text: string): Step => ({ do: 'patch', text });
export const fail = (status: number): Step => ({ do: 'fail', status });
export const callTool = (tool: string, input: object): Step => ({ do: 'use', tool, input });
export const hold = (gate: Gate): Step => ({ do: 'hold', gate });

/** The answers to one prompt: the first response, the one after the first tool's result, and so on. */
export type Script = readonly (readonly Step[])[];

export interface Turn {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
}

/** One request as a model server received it. */
export interface ModelRequest {
  readonly runtime: 'codex' | 'claude-code';
  readonly model: string;
  /** Everything that instructs: base prompt, system blocks, developer messages. */
  readonly system: string;
  readonly turns: readonly Turn[];
  /** The newest text a person (or the CLI for them) wrote. */
  readonly prompt: string;
  /** Asked by the CLI for itself: a title, a summary. */
  readonly aside: boolean;
}

/** Where in its script an answer stands: how many tools have answered since the prompt. */
export const stage = (turns: readonly Turn[]): number => {
  const since = turns.slice(turns.findLastIndex((turn) => turn.role === 'user') + 1);
  return since.filter((turn) => turn.role === 'tool').length;
};
