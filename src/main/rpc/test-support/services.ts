import { systemMeter } from '../../machine/process-usage.ts';
import { createAuditTrail } from '../../sessions/audit.ts';
import { createDesk } from '../../sessions/desk.ts';
import { createAttention } from '../../sessions/attention.ts';
import { createDefinitions } from '../../sessions/definitions.ts';
import { createProcesses } from '../../sessions/processes.ts';
import { createSessions } from '../../sessions/sessions.ts';
import { testRooms } from '../../sessions/test-support/rooms.ts';
import { noRows } from '../../usage/test-support/no-rows.ts';
import { createUsage } from '../../usage/usage.ts';
import { createNews } from '../news.ts';
import { createRouter } from '../router.ts';
import { createTranscripts } from '../../transcripts/transcripts.ts';

const noDialog = { ok: false, error: { code: 'no-dialog' } } as const;

/** The real router over sessions with an in-memory store, for tests of the roads to it. */
export const testRouter = () => {
  const made = testRooms('claude-code');
  const news = createNews();
  const rooms = { ...made.rooms, publish: news.publish };
  const shell = {
    environment: async () => ({
      shell: { file: '/bin/sh', problem: null },
      path: { app: ['/bin'], shell: ['/bin'] },
    }),
  };
  const desk = createDesk({ ...rooms, shell, tocHome: made.workspace, setAside: null });
  const attention = createAttention({ ...rooms, preferences: desk.preferences });
  const router = createRouter({
    info: {
      version: '0.0.0',
      face: 'browser',
      platform: 'linux',
      tocHome: made.workspace,
      home: made.workspace,
      pid: process.pid,
    },
    sessions: createSessions(rooms),
    agents: rooms.agents,
    audit: createAuditTrail(rooms),
    definitions: createDefinitions({ ...rooms, modelWarning: () => null }),
    desk,
    disk: { state: () => ({ kind: 'enough' }) },
    attention,
    transcripts: createTranscripts({
      ...rooms,
      store: `${made.workspace}/logs.db`,
      environment: async () => ({}),
      settings: rooms.store.settings,
      sessions: async () => [],
      corrections: () => [],
    }),
    processes: createProcesses({ ...rooms, meter: systemMeter, pid: process.pid }),
    usage: createUsage({ rows: noRows, sessions: () => [], settings: rooms.store.settings }),
    news,
    face: {
      name: 'browser',
      chooseFolder: async () => noDialog,
      openLink: async () => noDialog,
      focusWindow: () => false,
      yieldHome: () => false,
    },
    serve: async function* () {
      yield* [];
      throw new Error('a secret path /home/somebody/.ssh');
    },
  });
  return { ...made, router, news, attention };
};
