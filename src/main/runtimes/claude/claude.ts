import type { BindRequest, BoundConversation, Environment, Runtime } from '../runtime.ts';
import { atLeast } from '../versions.ts';
import { claudeEvents } from './events.ts';
import { canFork, launchClaude, REGISTRY } from './launch.ts';
import { lookAtClaude } from './look.ts';
import { hasTurn, transcriptPath } from './locate.ts';
import { claudeModels, claudeVersions } from './models.ts';
import { probeClaude } from './probe.ts';
import { registered, writerOf } from './registry.ts';
import { claudeSignals } from './status.ts';

const isSaved = async (conversationId: string, cwd: string, env: Environment): Promise<boolean> =>
  hasTurn(await transcriptPath(conversationId, cwd, env));

/** The id is ours from the start; the registry tells when `/clear` began another. */
const bind = async (request: BindRequest): Promise<BoundConversation | null> => {
  const { version, endedAt, cwd, env } = request;
  const listed =
    endedAt === null && atLeast(version, REGISTRY)
      ? await registered(request.process, request.processes, env)
      : null;
  const id = listed ?? request.known.at(-1);
  return id === undefined ? null : { id, saved: await isSaved(id, cwd, env) };
};

/** Anthropic's Claude Code CLI. */
export const claude: Runtime = {
  id: 'claude-code',
  name: 'Claude Code',
  versions: claudeVersions,
  probe: probeClaude,
  launch: launchClaude,
  canFork,
  events: claudeEvents,
  signals: claudeSignals,
  look: lookAtClaude(),
  models: claudeModels,
  bind,
  isSaved: ({ conversationId, cwd, env }) => isSaved(conversationId, cwd, env),
  writer: ({ conversationId, env, processes }) => writerOf(conversationId, processes, env),
};
