import type { WaitingFor } from '#shared/contract/sessions.ts';
import type { Says, Statement, TerminalSignals } from '../statement.ts';
import { titleOf } from '../values.ts';
import { atLeast, compareVersions } from '../versions.ts';

/** What a screen shows while something waits for a person, instead of the line where one types. */
interface Pattern {
  readonly for: WaitingFor;
  readonly shows: RegExp;
  /** Versions from `since` up to, and without, `until`. */
  readonly since: string;
  readonly until: string | null;
  /** The recorded streams (fixtures/status) whose words these are. */
  readonly from: readonly string[];
}

const ALWAYS = { since: '1.0.128', until: null };
/** Somewhere between 2.0.76 and 2.1.330 the words changed; both are looked for there. */
const OLDER = { since: '1.0.128', until: '2.1.330' };
const NEWER = { since: '2.0.77', until: null };

/** In this order: what is named exactly before what is only some dialog. */
export const PATTERNS: readonly Pattern[] = [
  { for: 'trust', shows: /Yes, I trust this folder/, ...NEWER, from: ['start-2.1.330'] },
  { for: 'trust', shows: /Do you trust the files in this folder\?/, ...OLDER, from: ['trust-1.0.128'] },
  {
    for: 'sign-in',
    shows: /Select login method:/,
    ...ALWAYS,
    from: ['sign-in-2.1.330', 'sign-in-1.0.128'],
  },
  {
    for: 'approval',
    shows: /Do you want to (?:proceed|create|make|overwrite|allow)\b.*\?/,
    ...ALWAYS,
    from: ['turns-2.1.330', 'turns-2.1.330-inline', 'turns-1.0.128'],
  },
  { for: 'approval', shows: /Exit plan mode\?/, ...NEWER, from: ['plan-2.1.330'] },
  { for: 'approval', shows: /Would you like to proceed\?/, ...ALWAYS, from: ['plan-1.0.128'] },
  {
    for: 'question',
    shows: /Enter to select ·/,
    ...NEWER,
    from: ['turns-2.1.330', 'turns-2.1.330-inline'],
  },
  {
    for: 'dialog',
    shows: /Esc to (?:cancel|close|exit)\s*$/,
    ...ALWAYS,
    from: ['turns-2.1.330', 'turns-2.1.330-inline', 'turns-1.0.128', 'start-2.1.330', 'start-1.0.128'],
  },
];

/** Around the line where one types, above a dialog; the old ones draw a box. */
const RULE = /^\s*[─▔]{8,}/;
const EDGE = /^\s*(?:[─▔]{8,}|╭─{8,})/;
const TYPING = /^\s{0,2}[❯>!#]/;
/** Below it; and the line that moves above it. What the agent says is indented, or begins with a dot. */
const HINT = /esc to interrupt/;
const MOVING = /^[·✢✳✶✻✽*] .+…\s*\(/;

interface Composer {
  readonly above: number;
  readonly below: number;
}

/** The line where one types stands between two rules, and nothing but hints is below: no dialog is open. */
const composerIn = (rows: readonly string[]): Composer | null => {
  const below = rows.findLastIndex((row) => RULE.test(row));
  const above = rows.slice(0, Math.max(0, below)).findLastIndex((row) => RULE.test(row));
  return above >= 0 && TYPING.test(rows[above + 1] ?? '') ? { above, below } : null;
};

/** How far above the line where one types the moving line may be: a list of todos hangs below it. */
const NEAR = 12;

const turnIn = (rows: readonly string[], { above, below }: Composer): readonly [Says, string] => {
  const row =
    rows.slice(below + 1).find((one) => HINT.test(one)) ??
    rows.slice(Math.max(0, above - NEAR), above).find((one) => MOVING.test(one));
  if (row !== undefined) return [{ is: 'working', about: null }, row];
  // A screen does not tell how a turn ended.
  return [{ is: 'idle', how: 'ready' }, rows[above + 1] ?? ''];
};

const DASHES = /^\s*╌{8,}\s*$/;

/** The command of an approval, where it stands alone between two dashed lines; elsewhere it may be cut. */
const commandIn = (rows: readonly string[]): string | null => {
  const [first, last, ...more] = rows.flatMap((row, at) => (DASHES.test(row) ? [at] : []));
  const isCommand = rows.some((row) => row.trim() === 'Bash command');
  if (!isCommand || first === undefined || last !== first + 2 || more.length > 0) return null;
  return titleOf(rows[first + 1] ?? '');
};

const waitingIn = (rows: readonly string[], version: string): readonly [Says, string] | null => {
  for (const { for: what, shows, since, until } of PATTERNS) {
    if (!atLeast(version, since) || (until !== null && compareVersions(version, until) >= 0)) continue;
    const row = rows.find((one) => shows.test(one));
    if (row === undefined) continue;
    return [{ is: 'waiting', for: what, about: what === 'approval' ? commandIn(rows) : null }, row];
  }
  return null;
};

const withoutBox = (row: string): string => row.replaceAll(/[│╭╰╮╯]/g, ' ').trimEnd();

/**
 * What Claude Code's screen says: weak, since anything may be written there. Its title never changes with its state.
 */
export const claudeSignals = (seen: TerminalSignals, version: string): readonly Statement[] => {
  const { rows, rowsAt: at } = seen;
  const composer = composerIn(rows);
  // What the agent said stands above the dialog's edge.
  const edge = rows.findLastIndex((row) => EDGE.test(row));
  const dialog = rows.slice(edge + 1).map(withoutBox);
  const found = composer ? turnIn(rows, composer) : waitingIn(dialog, version);
  if (found === null) return [];
  const [says, row] = found;
  return [{ source: 'screen', at, says, text: titleOf(row) ?? '' }];
};
