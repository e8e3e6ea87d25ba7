import { addTokens, noTokens, type Tokens, type Truth } from './make/truth.ts';
import type { Truths } from './make/tree.ts';

/** What every tool tells, whatever it calls it. */
export interface Told {
  /** All that the model read, with the cache. */
  readonly prompt: number;
  /** Of that what the cache gave. */
  readonly cached: number;
  /** With reasoning. */
  readonly output: number;
}

/** Tokens as every tool tells them. */
export const toldOf = ({ input, cacheRead, cacheWrite, output }: Tokens): Told => ({
  prompt: input + cacheRead + cacheWrite,
  cached: cacheRead,
  output,
});

/** What both formats hold together. */
export const bothOf = ({ codex, claude }: Truths): Tokens => {
  const both = noTokens();
  addTokens(both, codex.tokens);
  addTokens(both, claude.tokens);
  return both;
};

const off = (name: string, told: number, truth: number): readonly string[] => {
  if (told === truth) return [];
  const percent = (told / truth - 1) * 100;
  const digits = Math.abs(percent) < 1 ? 3 : 1;
  return [`${name} ${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(digits)} %`];
};

/** How far a tool is from the truth, in words. */
export const errorOf = (told: Told, truth: Told): string => {
  const names = ['prompt', 'cached', 'output'] as const;
  const errors = names.flatMap((name) => off(name, told[name], truth[name]));
  return errors.length === 0 ? 'exact' : errors.join(', ');
};

const KINDS = ['input', 'cacheRead', 'cacheWrite', 'output', 'reasoning'] as const;

const isSame = (one: Tokens, other: Tokens): boolean => KINDS.every((kind) => one[kind] === other[kind]);

/** The names under which two sets of sums differ. */
export const differences = (
  counted: Readonly<Record<string, Tokens>>,
  truth: Readonly<Record<string, Tokens>>,
): readonly string[] =>
  [...new Set([...Object.keys(counted), ...Object.keys(truth)])].filter(
    (name) => !isSame(counted[name] ?? noTokens(), truth[name] ?? noTokens()),
  );

/** Ours has to have every kind of token right, on every day and of every model. */
export const ourError = (
  counted: Pick<Truth, 'tokens' | 'days'> & { readonly models?: Truth['models'] },
  truth: Pick<Truth, 'tokens' | 'days' | 'models'>,
): string => {
  const wrong = [
    ...differences({ all: counted.tokens }, { all: truth.tokens }),
    ...differences(counted.days, truth.days),
    ...(counted.models ? differences(counted.models, truth.models) : []),
  ];
  if (wrong.length === 0) return 'exact';
  const sums = errorOf(toldOf(counted.tokens), toldOf(truth.tokens));
  return `${sums === 'exact' ? 'sums exact' : sums}; wrong: ${wrong.slice(0, 4).join(', ')}`;
};
