import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LookRequest } from '../runtime.ts';
import type { Says, Statement } from '../statement.ts';
import { titleOf } from '../values.ts';
import { atLeast } from '../versions.ts';
import { afterHook } from './hook-news.ts';
import { hookFolder } from './hooks.ts';
import { REGISTRY } from './launch.ts';
import { transcriptPath } from './locate.ts';
import { lookAtLog, type SeenLog } from './log-tail.ts';
import { listedAs, type Listed } from './registry.ts';

interface Seen {
  /** The hook program's files that are there and were read. */
  readonly read: ReadonlySet<string>;
  readonly hook: Statement | null;
  readonly log: SeenLog | null;
}

const UNSEEN: Seen = { read: new Set(), hook: null, log: null };

/** Runs that are kept in mind; of one that fell out, what is still there is read again. */
const MOST_RUNS = 200;

/** Longer than what the hook program keeps. */
const LONGEST_HOOK = 70_000;

const lookAtHooks = async (folder: string, { read, hook }: Seen) => {
  // No folder before the first hook.
  const all = await readdir(folder).catch(() => []);
  const names = all.filter((name) => /^\d{10}-\d+$/.test(name));
  let statement = hook;
  // Their names sort by time.
  for (const name of names.filter((one) => !read.has(one)).toSorted()) {
    const path = join(folder, name);
    try {
      const { mtimeMs, size } = await stat(path);
      if (size <= LONGEST_HOOK)
        statement = afterHook(statement, { json: await readFile(path, 'utf8'), at: Math.floor(mtimeMs) });
    } catch {
      // The hook program removes what lies far back.
    }
  }
  return { read: new Set(names), hook: statement };
};

const WAITING_FOR = {
  'permission prompt': 'approval',
  'input needed': 'question',
  'dialog open': 'dialog',
} as const;

const waitingIn = ({ waitingFor }: Listed, told: Statement | null): Says => {
  const what = Object.entries(WAITING_FOR).find(([words]) => words === waitingFor)?.[1] ?? 'dialog';
  const says = told?.says;
  return { is: 'waiting', for: what, about: says?.is === 'waiting' && says.for === what ? says.about : null };
};

/** The list says that a turn ended and not how: the last hook and the transcript do. */
const idleIn = (hook: Statement | null, log: Statement | null): Says => {
  const [newest] = [hook, log].filter((one) => one !== null).toSorted((a, b) => b.at - a.at);
  if (newest === undefined) return { is: 'idle', how: 'ready' };
  // No hook is called for a turn that Esc or Ctrl-C ended.
  return newest.says.is === 'idle' ? newest.says : { is: 'idle', how: 'interrupted' };
};

const fromList = (listed: Listed, hook: Statement | null, log: Statement | null): readonly Statement[] => {
  const { status, waitingFor, statusUpdatedAt: at } = listed;
  if (status === undefined || at === undefined) return [];
  const text = titleOf(`${status}${waitingFor === undefined ? '' : `: ${waitingFor}`}`) ?? '';
  const said = (says: Says): readonly Statement[] => [{ source: 'registry', at, says, text }];
  switch (status) {
    case 'busy':
      return said({ is: 'working', about: hook?.says.is === 'working' ? hook.says.about : null });
    case 'waiting':
      return said(waitingIn(listed, hook));
    case 'idle':
      return said(idleIn(hook, log));
    default:
      return [];
  }
};

/** Milliseconds between the line of an error and the hook that follows it. */
const SAME_TURN = 2000;

/** A turn that failed ends with the hook of one that is done, in versions that have no other. */
const corrected = (hook: Statement | null, log: Statement | null): Statement | null => {
  if (hook?.says.is !== 'idle' || hook.says.how !== 'done') return hook;
  return log?.says.is === 'idle' && log.says.how === 'failed' && hook.at - log.at < SAME_TURN
    ? { ...hook, says: log.says }
    : hook;
};

/** Looks at the files of runs, and keeps in mind what it read of each. */
export const lookAtClaude = () => {
  const runs = new Map<string, Seen>();
  return async (request: LookRequest): Promise<readonly Statement[]> => {
    const { process, processes, env, cwd, version, runFolder, conversationId, startedAt } = request;
    const before = runs.get(runFolder) ?? UNSEEN;
    const [listed, hooks] = await Promise.all([
      atLeast(version, REGISTRY) ? listedAs(process, processes, env) : null,
      lookAtHooks(hookFolder(runFolder), before),
    ]);
    const id = listed?.sessionId ?? conversationId;
    const log = id === null ? null : await lookAtLog(await transcriptPath(id, cwd, env), before.log);
    runs.delete(runFolder);
    runs.set(runFolder, { ...hooks, log });
    for (const oldest of runs.keys()) if (runs.size > MOST_RUNS) runs.delete(oldest);

    // A conversation that is resumed brings the end of its last turn with it.
    const ofThisRun = (one: Statement | null) => (one !== null && one.at >= startedAt ? one : null);
    const end = ofThisRun(log?.statement ?? null);
    const hook = corrected(ofThisRun(hooks.hook), end);
    return [...(listed ? fromList(listed, hook, end) : []), hook, end].filter((one) => one !== null);
  };
};
