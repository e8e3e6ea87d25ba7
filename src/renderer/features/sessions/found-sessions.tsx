import { useInfiniteQuery } from '@tanstack/react-query';
import type { FoundConversation } from '#shared/contract/transcripts.ts';
import { tokensShort } from '#shared/usage-words.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain, runtimeName } from '#renderer/bridge/failure-words.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { RuntimeMark } from '#renderer/ui/glyph.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useOverTime } from '#renderer/ui/now.ts';
import { folderName } from '#renderer/ui/paths.ts';
import { useActing } from './acting.tsx';
import { FoundMenu } from './found-menu.tsx';
import { useResumeFound } from './resume-found.tsx';

const PAGE = 200;
const CELL = 'h-8 overflow-hidden border-b border-line-faint px-2 text-ellipsis whitespace-nowrap';
const HEAD = 'h-7 border-b border-line px-2 text-left font-medium whitespace-nowrap';

/** Every conversation on disk that is no session of ours, and the way to read more of them. */
export const useFound = () => {
  const found = useInfiniteQuery(
    useApi().transcripts.found.infiniteOptions({
      input: (
        before: { endedAt: string | null; conversationId: FoundConversation['conversationId'] } | null,
      ) => ({
        runtime: null,
        cwd: null,
        before,
        limit: PAGE,
      }),
      initialPageParam: null,
      getNextPageParam: ({ conversations }) => {
        const last = conversations.at(-1);
        return last && conversations.length === PAGE
          ? { endedAt: last.endedAt, conversationId: last.conversationId }
          : undefined;
      },
    }),
  );
  return {
    ...found,
    all: found.data?.pages[0]?.all ?? 0,
    conversations: found.data?.pages.flatMap(({ conversations }) => conversations) ?? [],
  };
};

const Last = ({ moment }: { readonly moment: string }) => (
  <time dateTime={moment} title={exactTime(moment)}>
    {useOverTime((now) => age(moment, now))}
  </time>
);

const Row = ({ found }: { readonly found: FoundConversation }) => {
  const acting = useActing();
  const { runtime, conversationId } = found;
  const { resume, isPending, error } = useResumeFound(conversationId);
  const title = found.title ?? 'Without a prompt';
  const problem = error ?? acting.problem(conversationId) ?? null;
  return (
    <>
      <tr className="text-fg-2 hover:bg-hover">
        <td className={`${CELL} pl-4 font-medium text-fg`}>
          <button
            type="button"
            title={title}
            onClick={() => acting.read(conversationId, title.slice(0, 200))}
            className="block max-w-full truncate rounded-xs text-left hover:underline"
          >
            {title}
          </button>
        </td>
        <td className={CELL}>
          <span className="flex items-center gap-1.5">
            <RuntimeMark runtime={runtime} />
            <span className="truncate">
              {[runtimeName(runtime), found.cliVersion].filter((part) => part !== null).join(' ')}
            </span>
          </span>
        </td>
        <td className={`${CELL} narrow:hidden`} title={found.model ?? undefined}>
          {found.model ?? '–'}
        </td>
        <td className={CELL} title={found.cwd ?? undefined}>
          {found.cwd === null ? '–' : folderName(found.cwd)}
        </td>
        <td className={`${CELL} text-right tabular-nums narrow:hidden`}>{byteSize(found.bytes)}</td>
        <td className={`${CELL} text-right tabular-nums narrow:hidden`}>{tokensShort(found.totalTokens)}</td>
        <td className={`${CELL} text-right tabular-nums`}>
          {found.endedAt === null ? '–' : <Last moment={found.endedAt} />}
        </td>
        <td className={`${CELL} pr-3 text-right`}>
          <span className="flex items-center justify-end gap-1">
            {found.goneAt === null ? (
              <Button
                size="small"
                variant="quiet"
                disabled={isPending}
                aria-description={title}
                onClick={() => resume(runtime)}
              >
                Resume
              </Button>
            ) : (
              <span className="text-xs text-fg-3">log gone</span>
            )}
            <FoundMenu found={found} />
          </span>
        </td>
      </tr>
      {problem !== null && (
        <tr>
          <td colSpan={8} className="border-b border-line-faint px-4 py-2">
            <Note kind="error">{explain(problem)}</Note>
          </td>
        </tr>
      )}
    </>
  );
};

/** The conversations on this machine that toc did not start, the last active first. */
export const FoundSessions = () => {
  const { conversations, all, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useFound();
  if (isPending) return <p className="px-4 py-3 text-fg-3">Looking for logs.</p>;
  if (error) {
    return (
      <Note kind="error" className="mx-4 my-3">
        {explain(error)}
      </Note>
    );
  }
  return (
    <>
      <table
        aria-label="Found on this machine"
        className="w-full table-fixed border-separate border-spacing-0"
      >
        <thead className="sticky top-0 z-10 bg-content text-xs text-fg-3">
          <tr>
            <th scope="col" className={`${HEAD} pl-4`}>
              First prompt
            </th>
            <th scope="col" className={`${HEAD} w-44`}>
              Runtime
            </th>
            <th scope="col" className={`${HEAD} w-36 narrow:hidden`}>
              Model
            </th>
            <th scope="col" className={`${HEAD} w-36`}>
              Folder
            </th>
            <th scope="col" className={`${HEAD} w-20 text-right narrow:hidden`}>
              Size
            </th>
            <th scope="col" className={`${HEAD} w-20 text-right narrow:hidden`}>
              Tokens
            </th>
            <th scope="col" className={`${HEAD} w-20 text-right`} aria-sort="descending">
              Last
            </th>
            <th scope="col" className={`${HEAD} w-32 pr-3`}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {conversations.map((found) => (
            <Row key={`${found.runtime} ${found.conversationId}`} found={found} />
          ))}
        </tbody>
      </table>
      {conversations.length === 0 && (
        <p className="px-4 py-3 text-fg-3">No conversation was found that toc did not start itself.</p>
      )}
      {hasNextPage && (
        <div className="px-4 py-3">
          <Button size="small" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older ones ({(all - conversations.length).toLocaleString('en')} more)
          </Button>
        </div>
      )}
    </>
  );
};
