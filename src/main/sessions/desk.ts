import { readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import {
  Preferences,
  defaultPreferences,
  type Doctor,
  type News,
  type Workspace,
} from '#shared/contract/system.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Agents } from '../agents/agents.ts';
import type { Clock } from '../machine/clock.ts';
import type { Store } from '../store/store.ts';
import type { Terminals } from '../terminals/terminals.ts';
import type { Programs } from './programs.ts';

export interface DeskRooms {
  readonly store: Store;
  readonly agents: Agents;
  readonly terminals: Terminals;
  readonly programs: Programs;
  readonly shell: {
    environment(fresh: boolean): Promise<{
      readonly shell: Doctor['shell'];
      readonly path: { readonly app: readonly string[]; readonly shell: readonly string[] };
    }>;
  };
  readonly tocHome: string;
  readonly setAside: string | null;
  readonly clock: Clock;
  readonly publish: (news: News) => void;
}

/** The branch a folder is on, read from .git/HEAD without asking git; null outside a repository. */
const branchOf = async (folder: string): Promise<string | null> => {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const head = await readFile(join(at, '.git', 'HEAD'), 'utf8');
      return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? head.slice(0, 8);
    } catch {
      // No repository here (or a worktree's .git file): look one folder up.
    }
    if (dirname(at) === at) return null;
  }
};

const workspace = async (path: string): Promise<Workspace> => {
  const found = await stat(path).catch(() => null);
  const exists = found?.isDirectory() ?? false;
  return { path, name: basename(path) || path, exists, branch: exists ? await branchOf(path) : null };
};

const expand = (path: string): string =>
  resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

const whyNoFolder = (problem: unknown): string => {
  const code = problem instanceof Error && 'code' in problem ? problem.code : null;
  if (code === 'ENOENT') return 'there is no such folder';
  if (code === 'EACCES' || code === 'EPERM') return 'you may not enter it';
  return problem instanceof Error ? problem.message : String(problem);
};

type PreferenceChanges = { readonly [Name in keyof Preferences]?: Preferences[Name] | undefined };

const withChanges = (base: Preferences, changes: PreferenceChanges): Preferences =>
  Preferences.parse({
    ...base,
    ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
  });

/** What belongs to the whole app: preferences, workspaces, the doctor's page. */
export const createDesk = (rooms: DeskRooms) => {
  const { store, clock } = rooms;
  const preferences = (): Preferences => {
    const saved = Preferences.partial().safeParse(store.settings.read('preferences') ?? {});
    // Preferences of another version, or damaged ones, are no reason to refuse the window.
    return saved.success ? withChanges(defaultPreferences, saved.data) : defaultPreferences;
  };
  return {
    preferences,
    savePreferences(changes: PreferenceChanges): Preferences {
      const next = withChanges(preferences(), changes);
      store.settings.write('preferences', next);
      rooms.publish({ kind: 'preferences-changed', preferences: next });
      return next;
    },
    workspaces: (): Promise<readonly Workspace[]> => Promise.all(store.workspaces.list().map(workspace)),
    async addWorkspace(
      path: string,
    ): Promise<Result<Workspace, { code: 'not-a-folder'; path: string; reason: string }>> {
      const wanted = expand(path.trim());
      try {
        const real = await realpath(wanted);
        if (!(await stat(real)).isDirectory())
          return err({ code: 'not-a-folder', path: wanted, reason: 'it is a file' });
        if (store.workspaces.add(real, clock.now())) {
          await rooms.agents.watch(store.workspaces.list());
          rooms.publish({ kind: 'workspaces-changed' });
          rooms.publish({ kind: 'agents-changed' });
        }
        return ok(await workspace(real));
      } catch (problem) {
        const reason = whyNoFolder(problem);
        return err({ code: 'not-a-folder', path: wanted, reason });
      }
    },
    async doctor(fresh: boolean): Promise<Doctor> {
      const runtimes = await rooms.programs.reports(fresh);
      const { shell, path } = await rooms.shell.environment(false);
      return {
        runtimes: [...runtimes],
        path: { app: [...path.app], shell: [...path.shell] },
        shell,
        tocHome: rooms.tocHome,
        supervisor: rooms.terminals.supervisor(),
        olderSupervisor: rooms.terminals.olderSupervisor(),
        setAside: rooms.setAside,
      };
    },
  };
};

export type Desk = ReturnType<typeof createDesk>;
