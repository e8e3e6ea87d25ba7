import { RunId, SessionId, type RuntimeId } from '#shared/contract/ids.ts';
import type { RunKind } from '#shared/contract/sessions.ts';
import type { ProcessIdentity, ProcessTable } from '../../machine/process-identity.ts';
import { memoryDatabase } from '../../store/database.ts';
import type { SavedRun } from '../../store/run-table.ts';
import { storeOver, type Store } from '../../store/store.ts';

export const RUN = RunId.parse('01930000-0000-7000-8000-0000000000aa');
export const SESSION = SessionId.parse('01930000-0000-7000-8000-000000000001');

/** The row of a live run. */
export const aRun = (change: Partial<SavedRun> = {}): SavedRun => ({
  id: RUN,
  sessionId: SESSION,
  kind: 'interactive',
  runtimeVersion: '1.0.0',
  notes: [],
  startedAt: 1000,
  isQueued: false,
  asked: null,
  instructionsChanged: false,
  process: { pid: 7, started: '99', bootId: 'b' },
  adoptedAt: null,
  verdict: null,
  result: null,
  end: null,
  hasScreen: true,
  ...change,
});

interface OneRun {
  readonly runtime: RuntimeId;
  readonly kind: RunKind;
  readonly version: string;
  readonly startedAt: number;
  readonly process: ProcessIdentity;
  readonly workspace: string;
}

/** A store with one session and its one run, which is alive. */
export const storeWithRun = ({ runtime, kind, version, startedAt, process, workspace }: OneRun): Store => {
  const store = storeOver(memoryDatabase());
  store.sessions.insert({
    id: SESSION,
    startKey: '',
    title: 'One run',
    workspace,
    runtime,
    agent: null,
    agentRevision: null,
    model: '',
    permission: 'ask',
    instructions: '',
    createdAt: startedAt,
    updatedAt: startedAt,
  });
  store.runs.insert({
    id: RUN,
    sessionId: SESSION,
    kind,
    runtimeVersion: version,
    notes: [],
    startedAt,
    isQueued: false,
    asked: null,
    instructionsChanged: false,
  });
  store.runs.started(RUN, { ...process, bootId: 'boot' });
  return store;
};

/** A machine on which that process lives, alone. */
export const machineWith = (process: ProcessIdentity): ProcessTable => ({
  identify: async () => process,
  alive: async () => true,
  descendants: async () => [],
  bootId: async () => 'boot',
  signal: async () => false,
});
