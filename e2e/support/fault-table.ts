import type { EvidenceSource, RunKind } from '#shared/contract/sessions.ts';
import type { RuntimeId } from './world.ts';

/** What a window says; one text for both runtimes, or one for each. */
export type Says = string | Readonly<Record<RuntimeId, string>>;

export interface Cell {
  readonly kept: string;
  readonly lost: string;
  /** Word and sentence as the window has them, or how they begin: at first, and where it goes on, later. */
  readonly says: readonly [Says, ...Says[]];
  /** The turn ends as the model wanted. */
  readonly ends: boolean;
  /** The CLI goes on without what it no longer knows. */
  readonly forgot?: true;
  /** Which source settles the status in the end; of several, one. */
  readonly source: EvidenceSource | readonly EvidenceSource[];
}

export const FAULT_NAMES = [
  'window closed',
  'main killed',
  'supervisor killed',
  'both killed',
  'run killed',
  'run SIGTERM',
  'run stopped and continued',
  'disk full',
  'server 401',
  'server 429',
  'server 500',
  'server hangs',
  'server refuses',
  'log truncated',
] as const;
export type Fault = (typeof FAULT_NAMES)[number];

const WORKS = 'Working: It works on its turn';
const DONE = 'Idle: Its turn is over; it takes your next prompt.';
const TURN_FAILED = 'Idle: Its turn failed; it takes your next prompt.';
const FINISHED = 'Ended: The runtime said that it finished.';
const TERMINATED: Says = {
  codex: 'Failed: The process was ended by SIGTERM; nobody pressed Stop.',
  'claude-code': 'Failed: The process ended with exit code 143',
};
/** Codex tells its terminal or, where main did not hear it, its log; Claude Code its list of processes. */
const IN_TERMINAL = ['terminal-status', 'log', 'registry'] as const satisfies readonly EvidenceSource[];
const KILLED = 'Failed: The process was ended by SIGKILL; nobody pressed Stop.';
const STOPPED = 'Stopped: You stopped it';
const LOST = 'Lost: Its supervisor died, and the terminal with it.';
const STEPS = 'the conversation to its last step';
const UNSAID = 'what the model was about to say';

/** Nothing is lost, and it goes on to its end. */
const unharmed = (...says: Cell['says']): Cell => ({
  kept: 'everything',
  lost: 'nothing',
  says,
  ends: true,
  source: says.includes(FINISHED) ? 'runtime-events' : IN_TERMINAL,
});

/** It ended in mid-turn. */
const ended = (source: Cell['source'], says: Cell['says'], more: Partial<Cell> = {}): Cell => ({
  kept: STEPS,
  lost: UNSAID,
  says,
  ends: false,
  source,
  ...more,
});

const failed = (codex: string, claude: string): Says => ({
  codex: `Failed: The runtime said that it failed: ${codex}`,
  'claude-code': `Failed: The runtime said that it failed: ${claude}`,
});

const SCREEN = { kept: `${STEPS}, and the last screen (at most 2 s old)` };
const ADOPTED = { kept: 'everything', lost: 'its exit code', ends: true };

/** Every fault of the fault table, for a run in a terminal and for one in the background. */
export const FAULTS: Readonly<Record<Fault, Readonly<Record<RunKind, Cell>>>> = {
  'window closed': { interactive: unharmed(WORKS, DONE), background: unharmed(WORKS, FINISHED) },
  'main killed': { interactive: unharmed(DONE), background: unharmed(FINISHED) },
  'supervisor killed': {
    interactive: ended('supervisor', [LOST], SCREEN),
    background: ended('runtime-events', [WORKS, FINISHED], ADOPTED),
  },
  'both killed': {
    interactive: ended('supervisor', [LOST], SCREEN),
    background: ended('runtime-events', [FINISHED], ADOPTED),
  },
  'run killed': { interactive: ended('signal', [KILLED]), background: ended('signal', [KILLED]) },
  'run SIGTERM': {
    interactive: ended(['signal', 'exit-code'], [TERMINATED]),
    background: ended(['signal', 'exit-code'], [TERMINATED]),
  },
  'run stopped and continued': { interactive: unharmed(WORKS, DONE), background: unharmed(WORKS, FINISHED) },
  'disk full': {
    interactive: ended(
      IN_TERMINAL,
      [{ codex: DONE, 'claude-code': 'Idle: Its turn was interrupted; it takes your next prompt.' }],
      { lost: 'from the log, what the model said meanwhile' },
    ),
    background: ended('exit-code', [
      {
        codex: 'Failed: The process ended with exit code 101 without saying that it finished.',
        'claude-code': 'Failed: The process ended with exit code 1 without saying that it finished.',
      },
    ]),
  },
  'server 401': {
    interactive: ended(IN_TERMINAL, [TURN_FAILED]),
    background: ended('runtime-events', [
      failed(
        'unexpected status 401 Unauthorized: The test says 401',
        'Failed to authenticate. API Error: 401 The test says 401',
      ),
    ]),
  },
  'server 429': {
    interactive: ended(IN_TERMINAL, [TURN_FAILED]),
    background: ended('runtime-events', [
      failed(
        'exceeded retry limit, last status: 429 Too Many Requests',
        'API Error: Request rejected (429) · The test says 429',
      ),
    ]),
  },
  'server 500': {
    interactive: ended(IN_TERMINAL, [TURN_FAILED]),
    background: ended('runtime-events', [
      failed(
        'We’re currently experiencing high demand, which may cause temporary errors.',
        'API Error: 500 The test says 500.',
      ),
    ]),
  },
  'server hangs': {
    interactive: ended('stop-record', [WORKS, STOPPED]),
    background: ended('stop-record', [WORKS, STOPPED]),
  },
  'server refuses': {
    interactive: unharmed(WORKS, DONE),
    background: ended('deadline', [
      'Failed: toc ended it after 3 s in which its server could not be reached',
    ]),
  },
  'log truncated': {
    interactive: unharmed(WORKS, DONE),
    background: {
      ...unharmed(WORKS, FINISHED),
      lost: 'to the model, what was cut away: the runtime goes on from its log',
      forgot: true,
    },
  },
};

const inWords = (says: Says): string =>
  typeof says === 'string'
    ? `\`${says}\``
    : `Codex \`${says.codex}\`, Claude Code \`${says['claude-code']}\``;

const cellOf = ({ kept, lost, says }: Cell): string =>
  `Kept: ${kept}. Lost: ${lost}. ${says.map(inWords).join(', then ')}`;

/** The table as the README has it, cell by cell. */
export const faultRows = (): readonly (readonly string[])[] =>
  FAULT_NAMES.map((fault) => [fault, cellOf(FAULTS[fault].interactive), cellOf(FAULTS[fault].background)]);
