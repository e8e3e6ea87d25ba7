import type { Session } from '#shared/contract/sessions.ts';
import { RuntimeMark, StatusText } from '#renderer/ui/glyph.tsx';
import { useActing } from './use-acting.ts';
import { resumedBy } from './estimate.ts';
import { lastActive } from './listing.ts';
import { SessionFailure } from './session-failure.tsx';
import { SessionMenu } from './session-menu.tsx';
import {
  ActiveCell,
  CELL,
  ChooseCell,
  FolderCell,
  ModelCell,
  onlyNear,
  ResumeButton,
  Row,
  TitleCell,
  type RowPlace,
} from './table-parts.tsx';
import { Why } from './why.tsx';
import { agentLabel, runtimeLabel, shortReason, underWord } from './words.ts';

/** A session of ours in the table. */
export const OurRow = ({
  session,
  place,
  onToggle,
  onExtend,
}: {
  readonly session: Session;
  readonly place: RowPlace;
  readonly onToggle: () => void;
  readonly onExtend: () => void;
}) => {
  const acting = useActing();
  const { word } = session.status;
  const loud = word === 'Failed' || word === 'Lost' || word === 'Waiting';
  const reason = shortReason(session);
  const handleOpen = (): void => acting.open(session.id);
  return (
    <Row
      place={place}
      sessionId={session.id}
      onExtend={onExtend}
      onOpen={handleOpen}
      problem={acting.problem(session.id) !== undefined && <SessionFailure session={session} />}
    >
      <ChooseCell title={session.title} place={place} onToggle={onToggle} onExtend={onExtend} />
      <td title={reason ?? undefined} className={`${CELL} text-xs`}>
        <span className="flex items-center gap-1">
          <StatusText word={word} />
          <Why session={session} className={onlyNear(loud || place.current)} />
        </span>
      </td>
      <TitleCell title={session.title} onOpen={handleOpen} />
      <td className={CELL}>
        <span
          title={`${agentLabel(session)}, ${runtimeLabel(session)}`}
          className="flex items-center gap-1.5"
        >
          <RuntimeMark runtime={session.runtime} />
          <span className="truncate">{agentLabel(session)}</span>
        </span>
      </td>
      <td className={`${CELL} narrow:hidden`}>{session.run.kind === 'background' ? 'Background' : 'Pane'}</td>
      <ModelCell model={session.model === '' ? null : session.model} />
      <FolderCell path={session.workspace} />
      <td className={`${CELL} text-right tabular-nums narrow:hidden`}>–</td>
      <ActiveCell
        moment={lastActive(session)}
        live={session.run.live}
        under={underWord(acting.under(session.id))}
        resume={
          session.run.live ? null : (
            <ResumeButton
              title={session.title}
              conversation={resumedBy(session)}
              disabled={acting.under(session.id) !== null}
              onResume={() => acting.resume(session.id)}
            />
          )
        }
      />
      <td className={`${CELL} pr-3 text-right`}>
        <SessionMenu session={session} canOpen />
      </td>
    </Row>
  );
};
