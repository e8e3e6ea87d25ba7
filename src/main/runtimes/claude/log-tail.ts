import { open } from 'node:fs/promises';
import type { Says, Statement } from '../statement.ts';
import { fields, isFields, list, parsed, text, titleOf, type Fields } from '../values.ts';

/** So much of a transcript's end is looked at. */
const TAIL = 256 * 1024;

const WORTH = /"type":"(?:user|assistant|system)"/;

const saidIn = (line: Fields): string => {
  const { content } = fields(line['message']);
  const blocks = typeof content === 'string' ? [content] : list(content).map((one) => fields(one)['text']);
  return blocks.filter((one) => typeof one === 'string').join('\n');
};

/** What the CLI writes for itself and what it did without a model: a local command, its output, a reminder. */
const isAside = (line: Fields, said: string): boolean =>
  line['isMeta'] === true ||
  line['isSidechain'] === true ||
  /^<(command|local-command|bash|system)/.test(said);

interface Found {
  readonly says: Says | null;
  readonly text: string;
}

/** How a line says that a turn ended; `says` null: it belongs to a turn that goes on. Null: it tells nothing. */
const found = (line: Fields): Found | null => {
  if (line['type'] === 'system')
    return line['subtype'] === 'turn_duration'
      ? { says: { is: 'idle', how: 'done' }, text: 'turn_duration' }
      : null;
  const said = saidIn(line);
  if (isAside(line, said)) return null;
  if (line['type'] === 'user' && said.startsWith('[Request interrupted by user'))
    return { says: { is: 'idle', how: 'interrupted' }, text: titleOf(said) ?? '' };
  if (line['isApiErrorMessage'] === true)
    return { says: { is: 'idle', how: 'failed' }, text: titleOf(said) ?? 'An error of the server' };
  return { says: null, text: '' };
};

/** The end of the newest turn as a transcript's tail tells it; null while a turn goes on, or where none is told. Pure. */
export const endInTail = (tail: string): Statement | null => {
  for (const json of tail.split('\n').toReversed()) {
    if (!WORTH.test(json)) continue;
    const line = parsed(json);
    if (!isFields(line)) continue;
    const end = found(line);
    if (end === null) continue;
    const at = Date.parse(text(line['timestamp']) ?? '');
    return end.says === null || Number.isNaN(at)
      ? null
      : { source: 'log', at, says: end.says, text: end.text };
  }
  return null;
};

/** A transcript's tail as it was looked at last. */
export interface SeenLog {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
  readonly statement: Statement | null;
}

/** Looks again where the file changed since. */
export const lookAtLog = async (path: string, before: SeenLog | null): Promise<SeenLog | null> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs: changed } = await file.stat();
      if (before?.path === path && before.size === size && before.changed === changed) return before;
      const length = Math.min(size, TAIL);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return { path, size, changed, statement: endInTail(buffer.toString('utf8', 0, bytesRead)) };
    } finally {
      await file.close();
    }
  } catch {
    // No transcript yet, or not any more.
    return null;
  }
};
