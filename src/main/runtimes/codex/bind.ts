import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openFilesOf } from '../open-files.ts';
import type { BindRequest, BoundConversation, Folders } from '../runtime.ts';
import { markerOf } from './launch.ts';
import { codexHome, rolloutId, rolloutsBetween } from './locate.ts';
import { carries, headOf, isTerminals } from './rollout.ts';

/** Holds the whole base prompt that some versions keep in the first line, and our instructions behind it. */
const HEAD = 512 * 1024;
/** Rollouts whose first line need not be read again; it never changes. */
const REMEMBERED = 1000;

/** The one written last comes first. A terminal that went back to an older conversation writes that one. */
const newestFirst = async (paths: readonly string[]): Promise<readonly string[]> => {
  const dated = await Promise.all(
    paths.map(async (path) => ({ path, at: (await stat(path).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return dated
    .toSorted((one, other) => other.at - one.at || (one.path < other.path ? 1 : -1))
    .map((one) => one.path);
};

const bound = (path: string): BoundConversation | null => {
  const id = rolloutId(path);
  return id === null ? null : { id, saved: true };
};

/** When the process is gone: the rollouts begun during the run that carry this session's marker. */
const fromMarker = async (
  request: BindRequest,
  until: number,
  folders: Folders,
): Promise<BoundConversation | null> => {
  const begun = await rolloutsBetween(request.startedAt, until, request.env, folders);
  const marker = markerOf(request.sessionId);
  for (const path of await newestFirst(begun)) {
    const head = await headOf(path, HEAD);
    if (!isTerminals(head) || !carries(head, marker)) continue;
    const found = bound(path);
    // What the open files told while it lived is newer: before 0.61 only the first conversation has the marker.
    const last = request.known.at(-1);
    return last !== undefined && found && request.known.includes(found.id) ? { ...found, id: last } : found;
  }
  return null;
};

/** Which conversation a Codex terminal writes now, or wrote last. Never by folder and time. */
export const createBind = (folders: Folders) => {
  const known = new Map<string, boolean>();

  const isPersons = async (path: string): Promise<boolean> => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = isTerminals(await headOf(path, HEAD));
    if (known.size >= REMEMBERED) known.clear();
    if (found !== null) known.set(path, found);
    return found === true;
  };

  /** The rollouts that this very process holds open: the one written last is the present conversation. */
  const fromOpenFiles = async (request: BindRequest): Promise<BoundConversation | null> => {
    const home = codexHome(request.env);
    // The process table shows real paths.
    const root = join(await realpath(home).catch(() => home), 'sessions/');
    const open = await openFilesOf(request.process, request.processes);
    const rollouts = open.filter((path) => path.startsWith(root) && rolloutId(path) !== null);
    for (const path of await newestFirst(rollouts)) if (await isPersons(path)) return bound(path);
    return null;
  };

  return (request: BindRequest): Promise<BoundConversation | null> =>
    request.endedAt === null ? fromOpenFiles(request) : fromMarker(request, request.endedAt, folders);
};
