import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { openFilesOf } from '../open-files.ts';
import type { BindRequest, BoundConversation, Folders } from '../runtime.ts';
import { markerOf } from './launch.ts';
import { codexHome, headOf, rolloutId, rolloutsBetween } from './locate.ts';

/** The first line holds the whole base prompt on some versions. */
const FIRST_LINE = 512 * 1024;

const Meta = z.object({ type: z.literal('session_meta'), payload: z.object({ source: z.unknown() }) });

/** Whether a rollout is a person's own conversation, not that of a sub-agent or a background run. Pure. */
export const isTerminals = (head: string): boolean => {
  const newline = head.indexOf('\n');
  if (newline < 0) return false;
  try {
    const meta = Meta.safeParse(JSON.parse(head.slice(0, newline)));
    return meta.success && meta.data.payload.source === 'cli';
  } catch {
    // Half written: the next look will find it whole.
    return false;
  }
};

const newest = async (paths: readonly string[]): Promise<string | null> => {
  const dated = await Promise.all(
    paths.map(async (path) => ({ path, at: (await stat(path).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return (
    dated.toSorted((one, other) => one.at - other.at || (one.path < other.path ? -1 : 1)).at(-1)?.path ?? null
  );
};

const bound = (path: string | null): BoundConversation | null => {
  const id = path === null ? null : rolloutId(path);
  return id === null ? null : { id, saved: true };
};

/** The rollouts that this very process holds open: the one written last is the present conversation. */
const fromOpenFiles = async (request: BindRequest): Promise<BoundConversation | null> => {
  const root = `${codexHome(request.env)}/sessions/`;
  const open = await openFilesOf(request.process, request.processes);
  const rollouts = open.filter((path) => path.startsWith(root) && rolloutId(path) !== null);
  const own: string[] = [];
  for (const path of rollouts) if (isTerminals(await headOf(path, FIRST_LINE))) own.push(path);
  return bound(await newest(own));
};

/** When the process is gone: the rollouts begun during the run that carry this session's marker. */
const fromMarker = async (
  request: BindRequest,
  until: number,
  folders: Folders,
): Promise<BoundConversation | null> => {
  const begun = await rolloutsBetween(request.startedAt, until, request.env, folders);
  const marker = markerOf(request.sessionId);
  const own: string[] = [];
  for (const path of begun) {
    const head = await headOf(path, 2 * FIRST_LINE);
    if (head.includes(marker) && isTerminals(head)) own.push(path);
  }
  return bound(await newest(own));
};

/** Which conversation a Codex terminal writes now, or wrote last. Never by folder and time. */
export const bindCodex = (request: BindRequest, folders: Folders): Promise<BoundConversation | null> =>
  request.endedAt === null ? fromOpenFiles(request) : fromMarker(request, request.endedAt, folders);
