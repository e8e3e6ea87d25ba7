import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, Folders, LookRequest, Statement } from '../runtime.ts';
import { fields, parsed, text } from '../values.ts';
import { atLeast } from '../versions.ts';
import { locate } from './locate.ts';
import { turnIn, type LoggedTurn } from './turn-log.ts';

/** So much of a rollout's end is read when it has changed. */
const TAIL = 256 * 1024;
/** Files whose newest word is kept in mind. */
const REMEMBERED = 1000;
/** A rollout says where a turn ends since here; before, one that failed looks as if it went on for ever. */
const ENDS_TOLD = '0.116.0';
/** A file's time may lie so far behind the clock that a log's lines are stamped with. */
const CLOCKS = 20;

interface Known<Value> {
  readonly size: number;
  readonly changed: number;
  readonly value: Value;
}

/** What a file says, asked again only once it has changed. `read` gets what was known of it before, if that still holds. */
const remembering = <Value>(read: (path: string, size: number, before: Value | null) => Promise<Value>) => {
  const known = new Map<string, Known<Value>>();
  return async (path: string): Promise<(Known<Value> & { readonly value: Value }) | null> => {
    const now = await stat(path).catch(() => null);
    if (!now) return null;
    const before = known.get(path);
    if (before?.size === now.size && before.changed === now.mtimeMs) return before;
    const grew = before && before.size <= now.size ? before.value : null;
    const found = { size: now.size, changed: now.mtimeMs, value: await read(path, now.size, grew) };
    if (known.size >= REMEMBERED) known.clear();
    known.set(path, found);
    return found;
  };
};

/** The whole lines in a file's last bytes; empty when it cannot be read. */
const tailOf = async (path: string, size: number): Promise<string> => {
  try {
    const file = await open(path, 'r');
    try {
      const from = Math.max(0, size - TAIL);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(TAIL), 0, TAIL, from);
      const read = buffer.toString('utf8', 0, bytesRead);
      return from === 0 ? read : read.slice(read.indexOf('\n') + 1);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
};

/** The thread whose turn ended, in a file that our notify wrote; null when it tells of something else. */
const threadIn = (json: string): string | null => {
  const news = fields(parsed(json));
  return news['type'] === 'agent-turn-complete' ? text(news['thread-id']) : null;
};

/**
 * Whether nothing came after a turn's end that notify told. The next turn may begin before notify has run, so a turn
 * that is on in the log is over only where the log cannot say so, and its newest line is an answer.
 */
const isNewest = (ended: number, turn: LoggedTurn | null, tellsEnds: boolean): boolean => {
  if (turn === null) return true;
  const isOver = turn.says.is === 'idle' || (!tellsEnds && turn.text === 'agent_message');
  return isOver && ended + CLOCKS >= turn.at;
};

/** Looks at what a Codex terminal leaves on the disk: its rollout, and the news of its turns' ends. */
export const createLook = (folders: Folders) => {
  const places = new Map<string, string>();
  const rollout = remembering<LoggedTurn | null>(
    async (path, size, before) => turnIn(await tailOf(path, size)) ?? before,
  );
  const news = remembering<string | null>(async (path) =>
    threadIn(await readFile(path, 'utf8').catch(() => '')),
  );

  const placeOf = async (id: string, env: Environment): Promise<string | null> => {
    const known = places.get(id);
    if (known !== undefined) return known;
    const found = await locate(id, env, folders);
    if (places.size >= REMEMBERED) places.clear();
    if (found !== null) places.set(id, found);
    return found;
  };

  const logged = async ({ conversationId, env, startedAt }: LookRequest): Promise<LoggedTurn | null> => {
    const path = conversationId === null ? null : await placeOf(conversationId, env);
    const found = path === null ? null : ((await rollout(path))?.value ?? null);
    // Older than the run: whatever it was in the middle of then is over.
    return found && found.at >= startedAt ? found : null;
  };

  /** When a turn of this conversation ended last, by our notify; null when none did. */
  const notified = async ({ conversationId, runFolder, startedAt }: LookRequest): Promise<number | null> => {
    const folder = join(runFolder, 'notify');
    const names = (await folders.list(folder)).filter((name) => /^\d+-\d+$/.test(name));
    for (const name of names.toSorted().toReversed()) {
      const found = await news(join(folder, name));
      // 0.169 also tells of threads that only make up a title.
      if (found && found.value !== null && found.value === conversationId)
        return found.changed >= startedAt ? found.changed : null;
    }
    return null;
  };

  return async (request: LookRequest): Promise<readonly Statement[]> => {
    const [turn, ended] = await Promise.all([logged(request), notified(request)]);
    const tellsEnds = atLeast(request.version, ENDS_TOLD);
    const done = { is: 'idle', how: 'done' } as const;
    return [
      ...(turn === null || (turn.says.is === 'working' && !tellsEnds)
        ? []
        : [{ source: 'log' as const, ...turn }]),
      ...(ended === null || !isNewest(ended, turn, tellsEnds)
        ? []
        : [{ source: 'notify' as const, at: ended, says: done, text: 'agent-turn-complete' }]),
    ];
  };
};
