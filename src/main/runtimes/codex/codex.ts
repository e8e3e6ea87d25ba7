import type { Folders, Runtime } from '../runtime.ts';
import { holderOf } from '../open-files.ts';
import { createBind } from './bind.ts';
import { codexEvents } from './events.ts';
import { canFork, launchCodex } from './launch.ts';
import { diskFolders, locate } from './locate.ts';
import { codexModels, codexVersions } from './models.ts';
import { createLook } from './look.ts';
import { probeCodex } from './probe.ts';
import { codexSignals } from './status.ts';
import { usersSettings } from './users-notify.ts';

/** OpenAI's Codex CLI. `folders` is the disk but for tests that count reads. */
export const createCodex = (folders: Folders): Runtime => ({
  id: 'codex',
  name: 'Codex',
  versions: codexVersions,
  probe: probeCodex,
  launch: launchCodex,
  canFork,
  models: codexModels,
  bind: createBind(folders),
  events: codexEvents,
  signals: codexSignals,
  look: createLook(folders),
  settings: usersSettings,
  isSaved: async ({ conversationId, env }) => (await locate(conversationId, env, folders)) !== null,
  writer: async ({ conversationId, env, processes }) => {
    const path = await locate(conversationId, env, folders);
    return path === null ? null : holderOf(path, /\/codex[^/]*$/, processes);
  },
});

/** Codex on this machine's disk. */
export const codex = createCodex(diskFolders);
