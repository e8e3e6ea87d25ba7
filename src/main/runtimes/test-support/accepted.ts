import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What follows a flag: nothing, a value, perhaps a value, several values, or one of these. */
const Kind = z.union([z.enum(['switch', 'value', 'optional', 'many']), z.array(z.string())]);
type Kind = z.output<typeof Kind>;
export const Flags = z.record(z.string(), Kind);
export type Flags = z.output<typeof Flags>;

/** The facts about every version's flags, measured on the real CLIs. */
export const factsIn = <Facts>(file: string, facts: z.ZodType<Facts>): Facts =>
  facts.parse(JSON.parse(readFileSync(file, 'utf8')));

export interface ReadArgv {
  readonly given: readonly (readonly [flag: string, value: string | null])[];
  readonly positionals: readonly string[];
}

const checked = (flag: string, kind: Kind, value: string | undefined): string => {
  if (value === undefined) throw new Error(`${flag} has no value`);
  if (Array.isArray(kind) && !kind.includes(value)) throw new Error(`${flag} does not take ${value}`);
  return value;
};

/** Reads an argv as a CLI that knows just these flags; throws where its parser would refuse. */
export const readArgv = (argv: readonly string[], flags: Flags): ReadArgv => {
  const given: (readonly [string, string | null])[] = [];
  const positionals: string[] = [];
  const waiting = [...argv];
  const next = (): string | undefined => (waiting[0]?.startsWith('-') ? undefined : waiting.shift());
  for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
    if (text === '--') return { given, positionals: [...positionals, ...waiting] };
    if (!text.startsWith('-')) {
      positionals.push(text);
      continue;
    }
    const equals = text.startsWith('--') ? text.indexOf('=') : -1;
    const flag = equals < 0 ? text : text.slice(0, equals);
    const kind = flags[flag];
    if (kind === undefined) throw new Error(`unexpected argument ${flag}`);
    if (kind === 'switch') given.push([flag, null]);
    else given.push([flag, checked(flag, kind, equals < 0 ? next() : text.slice(equals + 1))]);
  }
  return { given, positionals };
};
