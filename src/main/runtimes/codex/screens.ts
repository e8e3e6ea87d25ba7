import type { WaitingFor } from '#shared/contract/sessions.ts';
import type { Says } from '../statement.ts';
import { atLeast } from '../versions.ts';
import { plainLine } from './reading/drafts.ts';

// What Codex's own screens look like. A weak source: words that a later version may change, and that anything on the
// screen could quote. So each is looked for only where Codex draws it, at the foot of the screen. Every entry names
// the versions it is believed of, and the recordings below `fixtures/status` that show it.

interface Seen {
  readonly since: string;
  /** The first version it is not believed of; null where there is none. */
  readonly before: string | null;
  readonly from: readonly string[];
}

interface Dialog extends Seen {
  readonly for: WaitingFor;
  /** The last row that is not blank. */
  readonly foot: RegExp;
  /** A row above it, at most so many rows away. */
  readonly head: RegExp;
  readonly within: number;
}

const dialogs: readonly Dialog[] = [
  {
    for: 'approval',
    foot: /^ {2}Press enter to confirm or esc to cancel$/,
    head: /^ {2}Would you like to run the following command\?$/,
    within: 60,
    since: '0.47.0',
    before: null,
    from: ['0.47.0-turns', '0.98.0-turns', '0.169.0-turns'],
  },
  {
    for: 'approval',
    foot: /^ {2}Press enter to confirm or esc to cancel$/,
    head: /^ {2}Would you like to make the following edits\?$/,
    within: 60,
    since: '0.47.0',
    before: null,
    from: ['0.47.0-asks', '0.98.0-asks', '0.169.0-asks'],
  },
  {
    for: 'question',
    foot: /^ {2}tab to add notes \| enter to submit answer \| esc to interrupt$/,
    head: /^ {2}Question \d+\/\d+ \(\d+ unanswered\)$/,
    within: 20,
    since: '0.98.0',
    before: null,
    from: ['0.98.0-asks', '0.169.0-asks'],
  },
  {
    for: 'trust',
    foot: /^ {2}enter continue · esc back$/,
    head: /^ {2}Trust this folder\?/,
    within: 12,
    since: '0.99.0',
    before: null,
    from: ['0.169.0-trust'],
  },
  {
    for: 'trust',
    foot: /^ {2}Press enter to continue$/,
    head: /^> You are running Codex in /,
    within: 12,
    since: '0.47.0',
    before: '0.169.0',
    from: ['0.47.0-trust', '0.98.0-trust'],
  },
  {
    for: 'sign-in',
    foot: /^ {2}Press [eE]nter to continue$/,
    head: /^> ?1\. Sign in with ChatGPT$/,
    within: 12,
    since: '0.47.0',
    before: null,
    from: ['0.47.0-sign-in', '0.98.0-sign-in', '0.169.0-sign-in'],
  },
];

/** Stands above the composer while a turn goes on. Since 0.169 not while text comes in, so its absence says nothing there. */
const working = {
  row: /^[•◦] .{0,200}\(.{0,40}esc to interrupt\)/,
  within: 10,
  since: '0.47.0',
  before: null,
  from: ['0.47.0-turns', '0.98.0-turns', '0.169.0-turns'],
} as const satisfies Seen & { row: RegExp; within: number };

/** Where a composer without that row means that no turn goes on. */
const ready = {
  since: '0.47.0',
  before: '0.116.0',
  from: ['0.47.0-turns', '0.98.0-turns'],
} as const satisfies Seen;

/** The recordings that the patterns come from. */
export const recordedScreens: readonly string[] = [
  ...new Set([...dialogs, working, ready].flatMap(({ from }) => from)),
];

const isBelieved = ({ since, before }: Seen, version: string): boolean =>
  atLeast(version, since) && (before === null || !atLeast(version, before));

/** What the rows say, and the words it rests on: the same as long as it says the same. */
export interface OnScreen {
  readonly says: Says;
  readonly text: string;
}

/** What is asked about: the command, or the question; only where it stands whole in one row. */
const askedAbout = (dialog: Dialog, rows: readonly string[]): string | null => {
  switch (dialog.for) {
    case 'approval': {
      // Of a command with more lines, this row alone would say too little.
      const at = rows.findIndex((row) => row.startsWith('  $ '));
      const [command = '', blank, ...rest] = at < 0 ? [] : rows.slice(at);
      const next = rest.find((row) => row.trim() !== '') ?? '';
      return blank?.trim() === '' && /^[› ] 1\. /.test(next) ? plainLine(command.slice(4)) : null;
    }
    case 'question': {
      const [, question = '', next = ''] = rows.filter((row) => row.trim() !== '');
      return /^\s*(?:› )?1\. /.test(next) ? plainLine(question) : null;
    }
    case 'trust':
    case 'sign-in':
    case 'dialog':
      return null;
  }
};

const dialogOn = (rows: readonly string[], version: string): OnScreen | null => {
  const last = rows.findLastIndex((row) => row.trim() !== '');
  const foot = rows[last]?.trimEnd() ?? '';
  for (const dialog of dialogs) {
    if (!isBelieved(dialog, version) || !dialog.foot.test(foot)) continue;
    const above = rows.slice(Math.max(0, last - dialog.within), last);
    const head = above.findLastIndex((row) => dialog.head.test(row.trimEnd()));
    if (head < 0) continue;
    const about = askedAbout(dialog, above.slice(head));
    return { says: { is: 'waiting', for: dialog.for, about }, text: plainLine(above[head] ?? '') };
  }
  return null;
};

/** Where one writes to Codex: the last row with its mark, unless that is a choice in a list. */
const composerAt = (rows: readonly string[]): number => {
  const at = rows.findLastIndex((row) => row.startsWith('›'));
  return at >= 0 && /^›\s+\d+\. /.test(rows[at] ?? '') ? -1 : at;
};

/** How the last turn that is on the screen ended: by the newest mark above the composer. */
export const endedHow = (rows: readonly string[]): 'ready' | 'done' | 'interrupted' | 'failed' => {
  const above = rows.slice(0, Math.max(0, composerAt(rows)));
  const mark = above.findLast((row) => /^[■•›]/.test(row)) ?? '';
  if (mark.startsWith('■ Conversation interrupted')) return 'interrupted';
  if (mark.startsWith('■')) return 'failed';
  if (mark !== '') return 'done';
  // The box that Codex begins with, and no turn below it.
  return above.some((row) => /OpenAI Codex \(v/.test(row)) ? 'ready' : 'done';
};

/** What a screen of that version says of the turn; null where it says nothing for certain. Pure. */
export const onScreen = (rows: readonly string[], version: string): OnScreen | null => {
  const dialog = dialogOn(rows, version);
  if (dialog) return dialog;
  const composer = composerAt(rows);
  if (composer < 0) return null;
  const above = rows.slice(Math.max(0, composer - working.within), composer);
  if (isBelieved(working, version) && above.some((row) => working.row.test(row)))
    return { says: { is: 'working', about: null }, text: 'esc to interrupt' };
  if (!isBelieved(ready, version)) return null;
  const how = endedHow(rows);
  return { says: { is: 'idle', how }, text: 'the composer, and nothing that works' };
};
