import { RuntimeId } from '#shared/contract/ids.ts';
import type { FoundConversation } from '#shared/contract/transcripts.ts';
import type { Client } from '../rpc/local-client.ts';
import { CommandLineError } from './command-line-error.ts';
import { folderNames } from './folder-names.ts';
import { logsRead } from './logs-read.ts';
import { visibleLine } from './plain.ts';
import { json, type CommandContext } from './reports.ts';
import { sessionRow } from './session-row.ts';
import { askMain } from './with-main.ts';

/** The flags of `toc sessions`, as they were written. */
export interface SessionsFlags {
  readonly cwd?: string | undefined;
  readonly runtime?: string | undefined;
}

/** A conversation of somebody else; nobody knows how it stands. */
const foundRow = (found: FoundConversation) => ({
  id: found.conversationId,
  runtime: found.runtime,
  agent: null,
  title: found.title ?? '',
  workspace: found.cwd,
  status: null,
  statusReason: null,
  conversations: [found.conversationId],
  createdAt: found.startedAt,
  updatedAt: found.endedAt,
  live: null,
  origin: 'disk' as const,
});

const PAGE = 1000;

const allFound = async (calls: Client, runtime: RuntimeId | null, cwd: string | null) => {
  const rows: FoundConversation[] = [];
  for (let before: FoundConversation | null = null; ;) {
    const place: { endedAt: string | null; conversationId: FoundConversation['conversationId'] } | null =
      before && { endedAt: before.endedAt, conversationId: before.conversationId };
    const { conversations } = await calls.transcripts.found({ runtime, cwd, before: place, limit: PAGE });
    rows.push(...conversations);
    before = conversations.at(-1) ?? null;
    if (before === null || conversations.length < PAGE) return rows;
  }
};

const runtimeFrom = (text: string | undefined): RuntimeId | null => {
  if (text === undefined) return null;
  const runtime = RuntimeId.safeParse(text);
  if (runtime.success) return runtime.data;
  throw new CommandLineError(`--runtime takes ${RuntimeId.options.join(' or ')}, not "${text}".`);
};

/** The names of the folder that was asked for. Null: any. */
const foldersFrom = async (text: string | undefined): Promise<readonly (string | null)[]> =>
  text === undefined ? [null] : folderNames(text);

/** `toc sessions`: ours, and after them the conversations on disk that belong to none of ours. */
export const sessions = async (
  { flags, asJson }: { readonly flags: SessionsFlags; readonly asJson: boolean },
  context: CommandContext,
): Promise<number> => {
  const runtime = runtimeFrom(flags.runtime);
  const folders = await foldersFrom(flags.cwd);
  const { ours, found, state } = await askMain(async (calls) => {
    const index = await logsRead(calls, 'counted');
    const pages = await Promise.all(folders.map((cwd) => allFound(calls, runtime, cwd)));
    return { ours: await calls.sessions.list(), found: pages.flat(), state: index };
  });
  if (state.phase === 'failed') context.complain(state.failure ?? 'The logs could not be read.');
  const wanted = ours.filter(
    (session) =>
      (runtime === null || session.runtime === runtime) &&
      (folders.includes(null) || folders.includes(session.workspace)),
  );
  const rows = [...wanted.map(sessionRow), ...found.map(foundRow)];
  if (asJson) return context.print(json(rows));
  if (rows.length === 0) return context.print('No sessions yet.\n');
  const lines = rows.map(({ id, status, title, workspace }) =>
    [id.slice(0, 13), (status ?? 'On disk').padEnd(7), visibleLine(title), visibleLine(workspace ?? '')].join(
      '  ',
    ),
  );
  return context.print(`${lines.join('\n')}\n`);
};
