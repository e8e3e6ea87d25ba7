import { Popover } from '@base-ui/react/popover';
import { X } from 'lucide-react';
import type { Evidence, Session } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { StatusText } from '#renderer/ui/glyph.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { useOverTime } from '#renderer/ui/now.ts';
import { useResumeEstimate } from './estimate.ts';
import { canReconcile, ReconcileButton } from './reconcile.tsx';
import { useActing } from './use-acting.ts';
import { believedSentence, evidenceLabel, evidenceText, quietSentence } from './words.ts';

const OLD = 30_000;

const Age = ({ at }: { readonly at: string }) => {
  const ago = useOverTime((now) => age(at, now));
  return <time dateTime={at} title={exactTime(at)}>{`${ago} ago`}</time>;
};

const Rows = ({ caption, rows }: { readonly caption: string; readonly rows: readonly Evidence[] }) =>
  rows.length === 0 ? null : (
    <tbody className="border-b border-line">
      {rows.map(({ source, value, at }, index) => (
        <tr key={`${source} ${value} ${at}`} className="align-top">
          {index === 0 && (
            <th
              rowSpan={rows.length}
              scope="rowgroup"
              className="w-24 py-1 pl-3.5 text-left font-normal text-fg-3"
            >
              {caption}
            </th>
          )}
          <td className="w-24 px-1.5 py-1 text-fg-2">{evidenceLabel(source)}</td>
          <td className="px-1.5 py-1 break-words text-fg">{value}</td>
          <td className="w-20 py-1 pr-3.5 text-right whitespace-nowrap text-fg-3 tabular-nums">
            <Age at={at} />
          </td>
        </tr>
      ))}
    </tbody>
  );

const Stale = ({ session }: { readonly session: Session }) => {
  const newest = session.status.evidence.reduce((latest, { at }) => (at > latest ? at : latest), '');
  const old = useOverTime((now) =>
    session.run.live && newest !== '' && now - Date.parse(newest) > OLD ? age(newest, now) : '',
  );
  return old === '' ? null : <span className="block text-fg-3">Nothing newer was seen for {old}.</span>;
};

const Actions = ({ session }: WhyPanelProps) => {
  const acting = useActing();
  const busy = acting.under(session.id) !== null;
  const estimate = useResumeEstimate(session, !session.run.live);
  return (
    <div className="flex flex-wrap items-center gap-2 px-3.5 py-2.5">
      {canReconcile(session) && <ReconcileButton />}
      {session.run.live ? (
        <Button size="small" disabled={busy} onClick={() => acting.stop(session.id)}>
          Stop
        </Button>
      ) : (
        <Button
          size="small"
          disabled={busy}
          title={estimate}
          aria-description={estimate}
          onClick={() => acting.resume(session.id)}
        >
          Resume
        </Button>
      )}
      <span className="grow" />
      <CopyButton label="Copy" text={evidenceText(session)} />
    </div>
  );
};

export interface WhyPanelProps {
  readonly session: Session;
}

/** The evidence behind a status: one sentence, what settled it, and what else was seen. */
export const WhyPanel = ({ session }: WhyPanelProps) => {
  const { evidence } = session.status;
  const believed = believedSentence(session);
  const quiet = useOverTime((now) => quietSentence(session, now));
  return (
    <>
      <div className="flex items-center gap-2 px-3.5 pt-3">
        <StatusText word={session.status.word} />
        <Popover.Title render={<h2 />} className="min-w-0 grow truncate font-semibold">
          {session.title}
        </Popover.Title>
        <Popover.Close render={<IconButton label="Close" icon={<X />} />} />
      </div>
      <Popover.Description
        render={<p />}
        className="max-h-40 overflow-y-auto px-3.5 pt-1 pb-2.5 text-xs break-words text-fg-2"
      >
        {statusReason(session)}
        {quiet !== '' && <span className="block">{quiet}</span>}
        <Stale session={session} />
        {believed !== null && <span className="block text-fg-3">{believed}</span>}
      </Popover.Description>
      <div className="max-h-[40vh] overflow-y-auto border-t border-line">
        <table className="w-full table-fixed text-xs">
          <caption className="sr-only">Evidence</caption>
          <colgroup>
            <col className="w-[92px]" />
            <col className="w-[96px]" />
            <col />
            <col className="w-20" />
          </colgroup>
          <Rows caption="Decided by" rows={evidence.filter(({ decisive }) => decisive)} />
          <Rows caption="Also seen" rows={evidence.filter(({ decisive }) => !decisive)} />
        </table>
      </div>
      <Actions session={session} />
    </>
  );
};

export interface WhyProps {
  readonly session: Session;
  readonly className?: string;
}

/** The button that shows why a status is what it is. */
export const Why = ({ session, className = '' }: WhyProps) => (
  <Popover.Root>
    <Popover.Trigger
      aria-description={`${session.title}, ${session.status.word}`}
      render={<Button size="small" variant="quiet" className={`!font-normal ${className}`} />}
      data-why={session.id}
    >
      Why?
    </Popover.Trigger>
    <Popover.Portal>
      <Popover.Positioner sideOffset={4} align="start" collisionPadding={8} className="z-30">
        <Popover.Popup className="popup w-[min(448px,calc(100vw-16px))] outline-none">
          <WhyPanel session={session} />
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  </Popover.Root>
);
