import { lstat, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SaveRefused, SaveRequest } from './requests.ts';
import { newDefinition, writeDefinition } from './definition.ts';
import {
  exists,
  isWithin,
  makeFolder,
  moveFolder,
  realPathOf,
  refusal,
  stage,
  syncFolder,
  type Staged,
} from './files.ts';
import {
  DEFINITION,
  formText,
  INSTRUCTIONS,
  readAgentFolder,
  type AgentFolder,
  type ModelWarning,
} from './folder.ts';

export interface SaveRooms {
  /** The agents folder of a workspace, or the personal one. */
  readonly rootOf: (workspace: string | null) => string;
  readonly modelWarning: ModelWarning;
}

type Ready = Extract<AgentFolder, { state: 'ready' }>;

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

const sameRef = (one: AgentRef, other: AgentRef): boolean =>
  one.workspace === other.workspace && one.name === other.name;

/** A workspace from elsewhere may hold links; what Save writes must land in the workspace. */
const staysInside = async (workspace: string, root: string): Promise<boolean> => {
  const home = await realPathOf(workspace);
  let nearest = root;
  while (!(await exists(nearest)) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  const real = await realPathOf(nearest);
  return home !== null && real !== null && isWithin(home, real);
};

const mayWrite = async (ref: AgentRef, root: string): Promise<Result<null, SaveRefused>> => {
  const { workspace } = ref;
  if (workspace === null) return ok(null);
  if (!(await isFolder(workspace))) return err({ code: 'workspace-gone', workspace });
  if (await staysInside(workspace, root)) return ok(null);
  return err({ code: 'cannot-write', path: root, reason: 'It is a link that leaves the workspace.' });
};

/** The instructions as the file will hold them: its own line ends and byte order mark. */
const markdownOf = (text: string, before: string | null): string => {
  const body = before?.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
  return before?.startsWith('\uFEFF') ? `\uFEFF${body}` : body;
};

const create = async (folder: string, { draft }: SaveRequest): Promise<Result<null, SaveRefused>> => {
  if (await exists(folder)) return err({ code: 'name-taken', folder });
  await makeFolder(folder, async (temporary) => {
    const files: Staged[] = [
      await stage(join(temporary, DEFINITION), newDefinition({ ...draft, name: draft.ref.name })),
    ];
    if (draft.instructions !== '') {
      files.push(await stage(join(temporary, INSTRUCTIONS), draft.instructions));
    }
    for (const file of files) await file.commit();
  });
  return ok(null);
};

/** A model belongs to its runtime: one that only came along from the old runtime does not go with the new one. */
const modelOf = ({ draft }: SaveRequest, saved: ReadyAgent): string =>
  draft.runtime !== saved.runtime && draft.model === saved.model ? '' : draft.model;

/** Instructions first: if the machine stops between the two renames, both files are whole. */
const rewrite = async (folder: string, now: Ready, yaml: string, request: SaveRequest): Promise<void> => {
  const { instructions, ref } = request.draft;
  const staged: Staged[] = [];
  try {
    const before = request.previous?.name ?? ref.name;
    if (instructions !== formText(now.markdown, before)) {
      staged.push(await stage(join(folder, INSTRUCTIONS), markdownOf(instructions, now.markdown)));
    }
    if (yaml !== now.yaml) staged.push(await stage(join(folder, DEFINITION), yaml));
    for (const file of staged) await file.commit();
    if (staged.length > 0) await syncFolder(folder);
  } catch (problem) {
    for (const file of staged) await file.discard();
    throw problem;
  }
};

const update = async (
  request: SaveRequest,
  previous: AgentRef,
  rooms: SaveRooms,
): Promise<Result<null, SaveRefused>> => {
  const { draft } = request;
  const from = join(rooms.rootOf(previous.workspace), previous.name);
  const to = join(rooms.rootOf(draft.ref.workspace), draft.ref.name);
  const now = await readAgentFolder(from, previous, rooms.modelWarning);
  if (now === null) return err({ code: 'changed-outside', folder: from });
  if (now.state === 'broken') {
    const { file, line, reason } = now.agent;
    return err({ code: 'agent-broken', file, line, reason });
  }
  if (now.agent.revision !== request.revision) return err({ code: 'changed-outside', folder: from });
  if ((await lstat(from)).isSymbolicLink()) {
    const reason = 'It is a link to another folder. Change the agent where it really lies.';
    return err({ code: 'cannot-write', path: from, reason });
  }

  const moves = !sameRef(previous, draft.ref);
  if (moves && (await exists(to))) return err({ code: 'name-taken', folder: to });
  const yaml = writeDefinition(now.yaml, now.definition, {
    name: moves ? draft.ref.name : (now.definition.name ?? draft.ref.name),
    runtime: draft.runtime,
    model: modelOf(request, now.agent),
    permission: draft.permission,
  });
  if (yaml === null) {
    const reason = 'It uses anchors that toc cannot keep. Change it in an editor.';
    return err({ code: 'cannot-write', path: join(from, DEFINITION), reason });
  }
  if (moves) await moveFolder(from, to);
  try {
    await rewrite(to, now, yaml, request);
  } catch (problem) {
    if (moves) await moveFolder(to, from);
    throw problem;
  }
  return ok(null);
};

/** What a rename says when somebody made a folder of that name in the meantime. */
const TAKEN = ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'];

/** Writes an agent's files so that at every moment they are the old ones or the new ones, whole. */
export const saveAgent = async (
  request: SaveRequest,
  rooms: SaveRooms,
): Promise<Result<ReadyAgent, SaveRefused>> => {
  const { ref } = request.draft;
  const root = rooms.rootOf(ref.workspace);
  const folder = join(root, ref.name);
  const previous = request.previous ?? (request.revision === null ? null : ref);
  try {
    for (const one of [ref, ...(previous ? [previous] : [])]) {
      const allowed = await mayWrite(one, rooms.rootOf(one.workspace));
      if (!allowed.ok) return allowed;
    }
    const written = previous ? await update(request, previous, rooms) : await create(folder, request);
    if (!written.ok) return written;
  } catch (problem) {
    const refused = refusal(problem);
    if (!refused) throw problem;
    const appears = previous === null || !sameRef(previous, ref);
    if (appears && TAKEN.some((code) => refused.reason.startsWith(code)) && (await exists(folder))) {
      return err({ code: 'name-taken', folder });
    }
    return err({ code: 'cannot-write', path: refused.path ?? folder, reason: refused.reason });
  }
  const saved = await readAgentFolder(folder, ref, rooms.modelWarning);
  if (saved?.state === 'ready') return ok(saved.agent);
  return err({ code: 'changed-outside', folder });
};
