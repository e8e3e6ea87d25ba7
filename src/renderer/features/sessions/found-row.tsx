import type { FoundConversation } from '#shared/contract/transcripts.ts';
import { tokensShort } from '#shared/usage-words.ts';
import { explain, runtimeName } from '#renderer/bridge/failure-words.ts';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { RuntimeMark } from '#renderer/ui/glyph.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useActing } from './acting.tsx';
import { ofFound } from './forgetting.ts';
import { FoundMenu } from './found-menu.tsx';
import { useResumeFound } from './resume-found.tsx';
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
  const { resume, isPending, error } = useResumeFound(conversationId);
  const { title, logGone: gone } = ofFound(found);
  const problem = error ?? acting.problem(conversationId);
  const handleOpen = (): void => acting.read(conversationId, title.slice(0, 200));
  const version = [runtimeName(runtime), found.cliVersion].filter((part) => part !== null).join(' ');
  return (
    <Row
      place={place}
      onOpen={handleOpen}
      problem={Boolean(problem) && <Note kind="error">{explain(problem)}</Note>}
    >
      <td
        title="Started outside toc, which does not know whether it still runs"
        className={`${CELL} pl-4 text-xs text-fg-3 ${edge(place.current)}`}
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
        resume={
          gone ? null : <ResumeButton title={title} disabled={isPending} onResume={() => resume(runtime)} />
        }
      />
      <td className={`${CELL} pr-3 text-right`}>
        <FoundMenu found={found} />
      </td>
    </Row>
  );
};
