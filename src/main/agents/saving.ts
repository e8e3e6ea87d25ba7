import { cp, mkdir, mkdtemp, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Agent, ReadyAgent } from '#shared/contract/agents.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SaveRefused, SaveRequest } from './requests.ts';
import { changeDefinition, newDefinition } from './definition.ts';
import { DEFINITION, INSTRUCTIONS, readFiles, writeWhole } from './files.ts';
import { agentsFolder, folderOf, readAgent, type ModelWarning } from './reading.ts';

export const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

/** Moves a folder, also to another disk: there it is copied whole before the old one goes. */
export const move = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (problem) {
    if (!(problem instanceof Error && 'code' in problem && problem.code === 'EXDEV')) throw problem;
    await cp(from, to, { recursive: true, errorOnExist: true, force: false });
    await rm(from, { recursive: true });
  }
};

/** True when the folder really lies in its agents folder, not behind a link out of it. */
const isInside = async (folder: string, root: string): Promise<boolean> =>
  (await realpath(folder)).startsWith(`${await realpath(root)}${sep}`);

const sameText = (one: string, other: string): boolean =>
  one === other || one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');

const writeInto = async (folder: string, { draft }: SaveRequest): Promise<void> => {
  const files = await readFiles(folder);
  const before = files.ok ? files.value : null;
  const yaml = before ? changeDefinition(before.yaml, draft) : newDefinition(draft.ref.name, draft);
  if (yaml !== before?.yaml) await writeWhole(join(folder, DEFINITION), yaml);
  // A field of a form knows no CRLF; the file keeps its own where nothing else changed.
  if (!sameText(draft.instructions, before?.instructions ?? '') || before === null) {
    await writeWhole(join(folder, INSTRUCTIONS), draft.instructions);
  }
};

type Edited = Result<{ folder: string } | null, SaveRefused>;

/** The folder being edited when it is still what the form showed; null for a new agent. */
const editedFolder = async (
  home: string,
  request: SaveRequest,
  modelWarning: ModelWarning,
): Promise<Edited> => {
  if (request.revision === null) return ok(null);
  const ref = request.previous ?? request.draft.ref;
  const folder = folderOf(home, ref);
  const agent: Agent | null = await readAgent(folder, ref, modelWarning);
  if (agent?.state === 'broken') {
    return err({ code: 'agent-broken', file: agent.file, line: agent.line, reason: agent.reason });
  }
  return agent?.revision === request.revision ? ok({ folder }) : err({ code: 'changed-outside', folder });
};

const saveFiles = async (
  home: string,
  request: SaveRequest,
  edited: { folder: string } | null,
): Promise<Result<string, SaveRefused>> => {
  const { ref } = request.draft;
  const root = agentsFolder(home, ref.workspace);
  const folder = folderOf(home, ref);
  if (edited?.folder !== folder && (await exists(folder))) return err({ code: 'name-taken', folder });
  await mkdir(root, { recursive: true });
  if (edited === null) {
    // Born under another name and renamed when whole, so that nobody meets half an agent.
    const unborn = await mkdtemp(join(root, '.new-'));
    await writeInto(unborn, request);
    await rename(unborn, folder);
    return ok(folder);
  }
  if (!(await isInside(edited.folder, dirname(edited.folder)))) {
    return err({ code: 'cannot-write', path: edited.folder, reason: 'it is a link to another place' });
  }
  if (edited.folder !== folder) await move(edited.folder, folder);
  await writeInto(folder, request);
  return ok(folder);
};

/** Saves a draft; refuses to overwrite what changed, broke or was taken since the form opened. */
export const saveAgent = async (
  home: string,
  request: SaveRequest,
  modelWarning: ModelWarning,
): Promise<Result<ReadyAgent, SaveRefused>> => {
  const { ref } = request.draft;
  if (ref.workspace !== null && !(await exists(ref.workspace))) {
    return err({ code: 'workspace-gone', workspace: ref.workspace });
  }
  const edited = await editedFolder(home, request, modelWarning);
  if (!edited.ok) return edited;
  try {
    const saved = await saveFiles(home, request, edited.value);
    if (!saved.ok) return saved;
    const agent = await readAgent(saved.value, ref, modelWarning);
    if (agent?.state !== 'ready') throw new Error(`The agent in ${saved.value} cannot be read back.`);
    return ok(agent);
  } catch (problem) {
    if (!(problem instanceof Error && 'syscall' in problem)) throw problem;
    return err({ code: 'cannot-write', path: folderOf(home, ref), reason: problem.message });
  }
};
