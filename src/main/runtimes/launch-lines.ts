import type { PreviewPart } from '#shared/contract/agents.ts';

type From = PreviewPart['from'];

/** One line of a command: the program, or a flag with its value. */
export type LaunchLine = readonly PreviewPart[];

/** Arguments that belong on one line, all from the same place. */
export const line = (from: From, ...texts: readonly string[]): LaunchLine =>
  texts.map((text) => ({ text, from }));

/** The argv that the lines spell, without the program itself. */
export const argsOf = (lines: readonly LaunchLine[]): readonly string[] =>
  lines
    .flat()
    .filter((part) => part.from !== 'program')
    .map((part) => part.text);

/** Linux refuses one argument of 128 KiB or more; some room is left for what stands around the text. */
export const ARGUMENT_LIMIT = 128 * 1024 - 1024;
