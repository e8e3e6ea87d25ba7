import type { FoundConversation } from '#shared/contract/transcripts.ts';
import { tokensShort } from '#shared/usage-words.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { RuntimeMark } from '#renderer/ui/glyph.tsx';
import { useActing } from './use-acting.ts';
import { ofFound } from './forgetting.ts';
import { FoundMenu } from './found-menu.tsx';
import { FoundFailure } from './session-failure.tsx';
import {
  ActiveCell,
  CELL,
  edge,
  FolderCell,
  ModelCell,
  ResumeButton,
  Row,
  TitleCell,
  type RowPlace,
} from './table-parts.tsx';
import { underWord } from './words.ts';

/** A conversation that toc did not start, beside ours in the table. */
export const FoundRow = ({
  found,
  place,
}: {
  readonly found: FoundConversation;
  readonly place: RowPlace;
}) => {
  const acting = useActing();
  const { runtime, conversationId } = found;
  const { title, logGone: gone } = ofFound(found);
  const handleOpen = (): void => acting.read(conversationId, title.slice(0, 200));
  const version = [runtimeName(runtime), found.cliVersion].filter((part) => part !== null).join(' ');
  return (
    <Row
      place={place}
      onOpen={handleOpen}
      problem={
        acting.problem(conversationId) !== undefined && (
          <FoundFailure runtime={runtime} conversationId={conversationId} title={title} />
        )
      }
    >
      <td className={`${CELL} !pr-0 pl-4 ${edge(place.current)}`} />
      <td
        title="Started outside toc, which does not know whether it still runs"
        className={`${CELL} text-xs text-fg-3`}
      >
        <span className="sr-only">Started </span>elsewhere
      </td>
      <TitleCell title={title} onOpen={handleOpen} />
      <td className={`${CELL} text-fg-3`}>
        <span title={version} className="flex items-center gap-1.5">
          <RuntimeMark runtime={runtime} />
          <span className="truncate">{runtimeName(runtime)}</span>
        </span>
      </td>
      <td className={`${CELL} text-fg-3 narrow:hidden`}>–</td>
      <ModelCell model={found.model} />
      <FolderCell path={found.cwd} />
      <td
        title={`${tokensShort(found.totalTokens)} tokens${gone ? '. The log itself is gone; what toc read of it is kept' : ''}`}
        className={`${CELL} text-right tabular-nums narrow:hidden`}
      >
        {gone ? 'gone' : byteSize(found.bytes)}
      </td>
      <ActiveCell
        moment={found.endedAt}
        live={false}
        under={underWord(acting.under(conversationId))}
        resume={
          gone ? null : (
            <ResumeButton
              title={title}
              conversation={conversationId}
              disabled={acting.under(conversationId) !== null}
              onResume={() => acting.resumeFound(runtime, conversationId)}
            />
          )
        }
      />
      <td className={`${CELL} pr-3 text-right`}>
        <FoundMenu found={found} />
      </td>
    </Row>
  );
};
