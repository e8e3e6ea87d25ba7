import { writeClaudeLog, writeCodexLog, type Told, type WrittenLog } from './written-logs.ts';
import type { World } from './world.ts';

// What somebody did in plain terminals during the last weeks, for the pictures: the same at every run but for the days.

const DAY = 86_400_000;

const uuid = (number: number): string => `5eed0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A moment `days` ago, at an hour of that day in UTC. */
const ago = (days: number, hour: number, minute: number): Date => {
  const today = Math.floor(Date.now() / DAY) * DAY;
  return new Date(today - days * DAY + hour * 3_600_000 + minute * 60_000);
};

const FAILED_RUN = `Exit code 1
 RUN  v5.1.1 /tmp/toc-shots/work/lighthouse

 ❯ src/timer.test.ts (6 tests | 1 failed)
   ✓ the lamp is lit at dusk
   ✓ the lamp is put out at dawn
   × the lamp is lit in the night the clocks change
   ✓ a cloudy day counts as dusk

 FAIL  src/timer.test.ts > the lamp is lit in the night the clocks change
AssertionError: expected 'out' to be 'lit'
  at src/timer.test.ts:44:21

 Tests  1 failed | 5 passed (6)`;

const PASSED_RUN = ` RUN  v5.1.1 /tmp/toc-shots/work/lighthouse

 ✓ src/timer.test.ts (6 tests)

 Tests  6 passed (6)`;

const plan = (...states: readonly ('completed' | 'in_progress' | 'pending')[]): Told => ({
  tool: 'TodoWrite',
  input: {
    todos: [
      'Reproduce the dark lamp',
      'Keep the timer in UTC',
      'Light the lamp at once when it should burn',
      'Tell the harbour what happened',
    ].map((content, index) => ({ content, status: states[index] ?? 'pending', activeForm: content })),
  },
  output: 'Todos have been modified successfully.',
});

const edit = (cwd: string): Told => ({
  tool: 'Edit',
  input: { file_path: `${cwd}/src/timer.ts`, old_string: 'a', new_string: 'b' },
  output: 'The file has been updated.',
  result: {
    filePath: `${cwd}/src/timer.ts`,
    structuredPatch: [
      {
        oldStart: 18,
        oldLines: 7,
        newStart: 18,
        newLines: 9,
        lines: [
          ' export const dusk = (place: Place, day: Day): number => {',
          '   const angle = sunAngle(place, day);',
          '-  const local = new Date(day.year, day.month, day.date);',
          '-  return local.getTime() + hours(angle);',
          '+  // Local midnight comes twice, or never, in the night the clocks change.',
          '+  const midnight = Date.UTC(day.year, day.month, day.date);',
          '+  return midnight + hours(angle) - place.longitude * MINUTES_PER_DEGREE;',
          ' };',
          ' ',
        ],
      },
    ],
  },
});

const story = (cwd: string): readonly Told[] => [
  { prompt: 'The lamp went out at 02:14 on Sunday. Find out why, and see that it burns until dawn.' },
  {
    thought:
      'The clocks changed on Sunday at 02:00. A timer that counts in local time would think that dawn had come an hour early.',
  },
  plan('in_progress'),
  {
    tool: 'Grep',
    input: { pattern: 'getHours|new Date\\(', path: `${cwd}/src`, glob: '*.ts' },
    output: 'src/timer.ts:20\nsrc/timer.ts:41\nsrc/log.ts:7',
  },
  {
    tool: 'Bash',
    input: { command: 'pnpm vitest run src/timer', description: 'Run the tests of the timer' },
    output: FAILED_RUN,
    failed: true,
  },
  {
    tool: 'Agent',
    input: {
      description: 'See how the other lighthouses keep time',
      prompt: 'Read the timers of the other lighthouses in this folder and say which clock they use.',
      subagent_type: 'Explore',
    },
    output: 'Both keep UTC and add the longitude.',
    result: { status: 'completed', agentId: 'a1f0', content: [{ type: 'text', text: 'Both keep UTC.' }] },
  },
  edit(cwd),
  {
    tool: 'Write',
    input: { file_path: `${cwd}/docs/clocks.md`, content: '# Clocks\n\nThe timer keeps UTC.\n' },
    output: 'File created successfully.',
    result: {
      type: 'create',
      filePath: `${cwd}/docs/clocks.md`,
      content: '# Clocks\n\nThe timer keeps UTC.\n',
      structuredPatch: [],
    },
  },
  {
    tool: 'Edit',
    input: { file_path: `${cwd}/src/harbour.ts`, old_string: 'tell()', new_string: 'tell(now)' },
    output: 'String to replace not found in file.',
    failed: true,
  },
  {
    tool: 'Bash',
    input: { command: 'pnpm vitest run src/timer', description: 'Run them again' },
    output: PASSED_RUN,
    result: { stdout: PASSED_RUN, stderr: '', interrupted: false },
  },
  plan('completed', 'completed', 'in_progress'),
  {
    said: 'The timer kept local time, and in the night the clocks change local midnight comes twice: it took 02:14 for dawn. It keeps UTC now, and the test of that night passes. The harbour is not told yet; its file has changed since I read it.',
  },
];

const asideStory: readonly Told[] = [
  { prompt: 'Read the timers of the other lighthouses in this folder and say which clock they use.' },
  {
    tool: 'Bash',
    input: { command: 'rg -n "Date.UTC" ../*/src/timer.ts', description: 'Look for UTC' },
    output: '../north/src/timer.ts:12\n../skerry/src/timer.ts:15',
    result: { stdout: '../north/src/timer.ts:12\n../skerry/src/timer.ts:15', stderr: '' },
  },
  { said: 'Both keep UTC and add the longitude.' },
];

const PROMPTS = [
  'Why does the foghorn sound twice at slack water?',
  'Draw the tide table for December as a chart that prints on one page, with the springs and neaps marked and the times in both clocks',
  'Rename keeper to warden everywhere',
  'Which shells have we not named yet?',
  'Make the anemone counter survive a restart',
  'Write down how the mirror is cleaned',
  'The barometer reads 0 after midnight',
  'Split the logbook by season',
];

const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'] as const;

const everyday = (world: World, number: number): void => {
  const prompt = PROMPTS[number % PROMPTS.length] ?? '';
  const log: Omit<WrittenLog, 'model'> = {
    id: uuid(100 + number),
    cwd: number % 3 === 0 ? world.workspace : world.folders.other,
    begins: ago(Math.floor(number / 2) + 1, 8 + (number % 9), (number * 13) % 60),
    output: 900 + ((number * 577) % 2600),
    told: [
      { prompt: number < PROMPTS.length ? prompt : `${prompt} (again)` },
      ...Array.from({ length: 3 + (number % 5) }, (_, part) => ({ said: `Part ${part + 1} is done.` })),
    ],
  };
  if (number % 4 === 3) writeCodexLog(world, { ...log, model: 'gpt-6.1-sol' });
  else writeClaudeLog(world, { ...log, model: MODELS[number % MODELS.length] ?? MODELS[0] });
};

export const STORY = 'The lamp went out at 02:14 on Sunday. Find out why, and see that it burns until dawn.';

/** Fills a home with the logs of some weeks, one of them a whole story. */
export const writeLighthouse = (world: World): void => {
  const cwd = world.workspace;
  const main = { id: uuid(1), cwd, begins: ago(0, 0, 5), model: 'claude-opus-5-5', output: 640 };
  writeClaudeLog(world, { ...main, told: story(cwd) });
  writeClaudeLog(world, { ...main, told: asideStory, agent: 'a1f0' });
  for (let number = 0; number < 44; number += 1) everyday(world, number);
};
