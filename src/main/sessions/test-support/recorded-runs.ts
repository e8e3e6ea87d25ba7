import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RuntimeId } from '#shared/contract/ids.ts';
import { folderName } from '../../runtimes/claude/locate.ts';
import {
  recordings as claudeRecordings,
  type Recording as ClaudeRecording,
} from '../../runtimes/claude/test-support/recordings.ts';
import {
  recordings as codexRecordings,
  type Recording as CodexRecording,
} from '../../runtimes/codex/test-support/recordings.ts';
import { callbackFolder } from '../../runtimes/test-support/called-back.ts';

/** Where a recorded run plays again. */
export interface Place {
  readonly home: string;
  readonly runFolder: string;
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What was so for certain between two moments, by what the script that recorded it did. */
export interface Truth {
  /** What makes it so happened here. */
  readonly since: number;
  /** It was on the screen here. */
  readonly shown: number;
  /** It was so still when the script did the next thing. */
  readonly until: number;
  readonly says: {
    readonly is: string;
    readonly for?: string | undefined;
    readonly how?: string | undefined;
    readonly about?: string | null | undefined;
  };
  readonly because: string;
}

/** Something that happened beside the terminal. */
export interface Happening {
  readonly ms: number;
  happen(): void;
}

/** A recorded run of either runtime; every `ms` counts from `began`. */
export interface RecordedRun {
  readonly name: string;
  readonly runtime: RuntimeId;
  readonly version: string;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly began: number;
  readonly process: { readonly pid: number; readonly started: string };
  /** Which conversation it writes, and when that is known. */
  readonly bound: { readonly id: string; readonly ms: number } | null;
  readonly bytes: Buffer;
  /** How many bytes had come when. */
  readonly chunks: readonly (readonly [offset: number, ms: number])[];
  readonly truth: readonly Truth[];
  /** What it wrote beside its terminal, as it comes. */
  beside(place: Place): readonly Happening[];
}

const CONVERSATION = '6f1c1b7e-5d0a-4c55-9d55-00000000cccc';

const besideClaude = (recording: ClaudeRecording, place: Place): readonly Happening[] => {
  const listed = join(place.home, '.claude', 'sessions', `${recording.pid}.json`);
  const transcript = join(
    place.home,
    '.claude',
    'projects',
    folderName(place.workspace),
    `${CONVERSATION}.jsonl`,
  );
  for (const path of [listed, transcript]) mkdirSync(dirname(path), { recursive: true });
  const called = callbackFolder(join(place.runFolder, 'hooks'));
  return [
    ...recording.registry.map(({ ms, text }) => ({
      ms,
      happen: () => (text === null ? rmSync(listed, { force: true }) : writeFileSync(listed, text)),
    })),
    ...recording.hooks.map(({ ms, text }) => ({ ms, happen: () => called(text, recording.began + ms) })),
    ...recording.log.map(({ ms, text }) => ({ ms, happen: () => appendFileSync(transcript, `${text}\n`) })),
  ];
};

const claudeRun = (recording: ClaudeRecording): RecordedRun => {
  const { name, version, cols, rows, began, pid, bytes, chunks, registry, truth } = recording;
  const started = /"procStart":"(\d+)"/.exec(registry.map(({ text }) => text).join('\n'))?.[1] ?? '1';
  return {
    name: `Claude Code ${name}`,
    runtime: 'claude-code',
    version,
    size: { cols, rows },
    began,
    process: { pid, started },
    bound: { id: CONVERSATION, ms: 0 },
    bytes,
    chunks,
    truth: truth.map(({ since, settled, until, says, because }) => ({
      since: since.ms,
      // The script waits for a second.
      shown: Math.max(since.ms, settled.ms - 1000),
      until: until.ms,
      says,
      because,
    })),
    beside: (place) => besideClaude(recording, place),
  };
};

const besideCodex = ({ rollout, log, notify, began }: CodexRecording, place: Place): readonly Happening[] => {
  const path = join(place.home, '.codex', rollout?.path ?? 'none');
  mkdirSync(dirname(path), { recursive: true });
  const called = callbackFolder(join(place.runFolder, 'notify'));
  return [
    ...log.map(({ ms, text }) => ({ ms, happen: () => appendFileSync(path, `${text}\n`) })),
    ...notify.map(({ ms, text }) => ({ ms, happen: () => called(text, began + ms) })),
  ];
};

/** `waiting approval` and so on. */
const saysIn = (state: string, about: string | null): Truth['says'] => {
  const [is = '', more] = state.split(' ');
  return is === 'waiting' ? { is, for: more, about } : { is, how: more };
};

const codexRun = (recording: CodexRecording): RecordedRun => {
  const { name, version, cols, rows, began, bytes, chunks, marks, rollout } = recording;
  const id = /rollout-.{19}-(.{36})\.jsonl$/.exec(rollout?.path ?? '')?.[1];
  return {
    name: `Codex ${name}`,
    runtime: 'codex',
    version,
    size: { cols, rows },
    began,
    process: { pid: 4242, started: '1' },
    bound: id === undefined || rollout === null ? null : { id, ms: rollout.ms },
    bytes,
    chunks,
    truth: marks.map(({ since, ms, state, about }) => ({
      since,
      shown: since,
      until: ms,
      says: saysIn(state, about),
      because: state,
    })),
    beside: (place) => besideCodex(recording, place),
  };
};

/** Every recorded run of both runtimes. */
export const recordedRuns: readonly RecordedRun[] = [
  ...codexRecordings.map(codexRun),
  ...claudeRecordings.map(claudeRun),
];
