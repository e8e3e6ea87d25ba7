import type { StepNote } from '#shared/contract/transcripts.ts';
import { count, fields, isFields, list, parsed, text, whole, type Fields } from '../../values.ts';

/** What a tool gave back, as far as the log says. */
export interface Result {
  readonly output: string;
  readonly exitCode: number | null;
  /** Null: it does not say. */
  readonly success: boolean | null;
  readonly durationMs: number | null;
  /** Set while the command goes on: what `write_stdin` calls it. */
  readonly session: string | null;
  readonly note: StepNote | null;
}

const NOTHING: Result = {
  output: '',
  exitCode: null,
  success: null,
  durationMs: null,
  session: null,
  note: null,
};

const HOUR = 3_600_000;
const UNIT =
  /(\d+(?:\.\d+)?)\s*(milliseconds?|millis|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b/gi;

const scaleOf = (unit: string): number => {
  const name = unit.toLowerCase();
  if (name.startsWith('mi') && name.startsWith('mill')) return 1;
  if (name === 'ms') return 1;
  if (name.startsWith('s')) return 1000;
  return name.startsWith('m') ? 60_000 : HOUR;
};

/** Milliseconds in `150ms`, `0.2 seconds`, `1.5s`, `2m 3s`; null for anything else. Pure. */
export const durationOf = (said: string): number | null => {
  let sum: number | null = null;
  for (const [, value, unit = ''] of said.slice(0, 100).matchAll(UNIT))
    sum = (sum ?? 0) + Number(value) * scaleOf(unit);
  return sum === null || !Number.isFinite(sum) ? null : round(sum);
};

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Milliseconds of seconds as a number; null when it is none. */
export const secondsOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e12
    ? round(value * 1000)
    : null;

/** Milliseconds of a `duration` field: `{secs, nanos}`, a text, or seconds; null when it is none of these. */
export const spanOf = (value: unknown): number | null => {
  if (typeof value === 'string') return durationOf(value);
  if (!isFields(value)) return secondsOf(value);
  const { secs, nanos } = value;
  return whole(secs) === null ? null : round(count(secs) * 1000 + count(nanos) / 1e6);
};

const byExit = (exitCode: number | null): boolean | null => (exitCode === null ? null : exitCode === 0);

/**
 * `{"output","metadata":{"exit_code","duration_seconds"}}`, or with the code at the top, or with the number of a
 * command that goes on. Any other object is what the command printed.
 */
const fromObject = (value: Fields): Result | null => {
  const output = text(value['output']);
  const metadata = fields(value['metadata']);
  const exitCode = whole(metadata['exit_code']) ?? whole(value['exit_code']);
  const session = whole(value['session_id']);
  if (output === null || (exitCode === null && session === null)) return null;
  return {
    output,
    exitCode,
    success: byExit(exitCode),
    durationMs: secondsOf(metadata['duration_seconds'] ?? value['wall_time_seconds']),
    session: exitCode === null ? String(session) : null,
    note: exitCode === null ? 'running' : null,
  };
};

const KNOWN =
  /^(?:Exit code: *(?<exit>-?\d{1,10})|Process exited with code (?<code>-?\d{1,10})|Process running with session ID (?<session>\S{1,40})|Wall time:? *(?<wall>.*)|Script (?<script>completed|failed|running.*)|Chunk ID: .*|Original token count: .*|Total output lines: .*|)$/;

/** Where the header begins: 0.116 puts the command above it, which may have lines of its own. */
const headerAt = (said: string): number => {
  if (!said.startsWith('Command: ')) return 0;
  const at = [said.indexOf('\nChunk ID: '), said.indexOf('\nWall time: ')].filter((index) => index >= 0);
  return at.length === 0 ? 0 : Math.min(...at) + 1;
};

/** The lines above `Output:`; a marker below it is the command's own text. */
const fromHeader = (said: string): Result | null => {
  const found: Record<string, string | undefined> = {};
  let from = headerAt(said);
  for (let lines = 0; lines < 12; lines += 1) {
    const end = said.indexOf('\n', from);
    const line = said.slice(from, end < 0 ? undefined : end).trimEnd();
    if (line === 'Output:') {
      from = end < 0 ? said.length : end + 1;
      break;
    }
    const groups = line.length > 400 ? undefined : KNOWN.exec(line)?.groups;
    if (groups === undefined) return null;
    for (const [name, value] of Object.entries(groups)) if (value !== undefined) found[name] ??= value;
    from = end < 0 ? said.length : end + 1;
    if (end < 0) break;
  }
  const { wall, script, session } = found;
  const code = found['exit'] ?? found['code'];
  if (code === undefined && session === undefined && script === undefined && wall === undefined) return null;
  const exitCode = code === undefined ? null : Number(code);
  const isRunning = exitCode === null && (session !== undefined || script?.startsWith('running') === true);
  return {
    output: said.slice(from),
    exitCode,
    success: script === undefined ? byExit(exitCode) : isRunning ? null : script === 'completed',
    durationMs: wall === undefined ? null : durationOf(wall),
    session: isRunning && session !== undefined ? session : null,
    note: isRunning ? 'running' : null,
  };
};

const FAILED =
  /^(?:apply_patch verification failed|exec_command failed|execution error|failed in sandbox|failed to |error: |patch rejected|unsupported call|tool call (?:failed|error)|no usable execution environment)/i;
const DECLINED =
  /^(?:(?:exec command |patch |.{0,40})rejected by (?:the )?user|approval policy is never; reject)/i;
const ABORTED = /^aborted(?: by user)?(?: after ([\d.]+ ?m?s))?\s*$/;

const fromText = (said: string): Result => {
  const plain = { ...NOTHING, output: said };
  const head = said.slice(0, 200);
  const aborted = ABORTED.exec(head);
  if (aborted)
    return { ...plain, success: false, note: 'interrupted', durationMs: durationOf(aborted[1] ?? '') };
  if (DECLINED.test(head)) return { ...plain, success: false, note: 'declined' };
  if (/^command timed out/i.test(head)) return { ...plain, success: false, note: 'timed-out' };
  if (FAILED.test(head)) return { ...plain, success: false };
  return plain;
};

/** The text of an output: itself, the text parts of a list, or what an object holds. */
export const textOf = (output: unknown): string => {
  if (typeof output === 'string') return output;
  if (Array.isArray(output)) {
    const parts = list(output).map((part) => text(part) ?? text(fields(part)['text']) ?? '');
    return parts.filter((part) => part !== '').join('\n');
  }
  const { content, output: inner, text: said } = fields(output);
  return text(content) ?? text(inner) ?? text(said) ?? (Array.isArray(content) ? textOf(content) : '');
};

/** What the output of a call says, in any shape of any version; what it does not say stays unknown. Pure. */
export const resultOf = (output: unknown): Result => {
  const object = isFields(output) ? fromObject(output) : null;
  if (object) return object;
  const said = textOf(output);
  const result =
    (said.startsWith('{') ? fromObject(fields(parsed(said))) : null) ?? fromHeader(said) ?? fromText(said);
  const { success } = fields(output);
  return result.success === null && typeof success === 'boolean' ? { ...result, success } : result;
};

/** Whether a patch was made: its own words tell where there is no code. Never from the names of files. Pure. */
export const patchResult = (result: Result): Result => {
  if (result.success !== null) return result;
  const said = result.output.trimStart();
  if (said.startsWith('Success. Updated the following files:')) return { ...result, success: true };
  return /^(?:error\b|invalid patch|patch )/i.test(said) ? { ...result, success: false } : result;
};
