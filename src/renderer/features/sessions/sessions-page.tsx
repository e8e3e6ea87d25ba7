import { Fragment, useMemo, useState, type KeyboardEvent } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { RuntimeMark, StatusText } from '#renderer/ui/glyph.tsx';
import { useLongList } from '#renderer/ui/long-list.ts';
import { useOverTime } from '#renderer/ui/now.ts';
import { folderName } from '#renderer/ui/paths.ts';
import { useRoving } from '#renderer/ui/roving.ts';
import { Segments } from '#renderer/ui/segments.tsx';
import { FoundSessions, useFound } from './found-sessions.tsx';
import { SessionFailure } from './session-failure.tsx';
import { SessionMenu } from './session-menu.tsx';
import { useActing } from './acting.tsx';
import { agentLabel, runtimeLabel } from './words.ts';
import { Why } from './why.tsx';

const CELL = 'overflow-hidden border-b border-line-faint px-2 text-ellipsis whitespace-nowrap';

interface RowProps {
  readonly session: Session;
  readonly current: boolean;
  readonly index: number;
  readonly item: ReturnType<ReturnType<typeof useRoving<SessionId>>['itemProps']>;
}

const Started = ({ session }: { readonly session: Session }) => (
  <time dateTime={session.createdAt} title={exactTime(session.createdAt)}>
    {useOverTime((now) => age(session.createdAt, now))}
  </time>
);

const Row = ({ session, current, index, item }: RowProps) => {
  const acting = useActing();
  const { word } = session.status;
  const loud = word === 'Failed' || word === 'Lost';
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    acting.open(session.id);
  };
  return (
    <tbody data-index={index}>
      <tr
        {...item}
        aria-rowindex={index + 2}
        onKeyDown={handleKey}
        onDoubleClick={() => acting.open(session.id)}
        className="group h-8 scroll-mt-7 text-fg-2 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <td className={`${CELL} pl-4 text-xs ${current ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`}>
          <span className="flex items-center gap-2">
            <StatusText word={word} />
            <Why
              session={session}
              className={
                loud || current
                  ? ''
                  : 'opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100'
              }
            />
          </span>
        </td>
        <td className={`${CELL} font-medium text-fg`}>
          <button
            type="button"
            tabIndex={-1}
            title={session.title}
            onClick={() => acting.open(session.id)}
            className="block max-w-full truncate rounded-xs text-left hover:underline"
          >
            {session.title}
          </button>
        </td>
        <td className={CELL}>
          <span className="flex items-center gap-1.5">
            <RuntimeMark runtime={session.runtime} />
            <span className="truncate">{agentLabel(session)}</span>
          </span>
        </td>
        <td className={`${CELL} narrow:hidden`}>{runtimeLabel(session)}</td>
        <td title={session.workspace} className={`${CELL} narrow:hidden`}>
          {folderName(session.workspace)}
        </td>
        <td className={`${CELL} text-right tabular-nums`}>
          <Started session={session} />
        </td>
        <td className={`${CELL} pr-3 text-right`}>
          <SessionMenu session={session} canOpen />
        </td>
      </tr>
      {acting.problem(session.id) !== undefined && (
        <tr>
          <td colSpan={7} className="border-b border-line-faint px-4 py-2">
            <SessionFailure session={session} />
          </td>
        </tr>
      )}
    </tbody>
  );
};

/** The room of rows that are not drawn. */
const Gap = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={7} className="p-0" style={{ height }} />
      </tr>
    </tbody>
  );

const HEAD_HEIGHT = 28;
const ROW_HEIGHT = 32;
const HEAD = 'h-7 border-b border-line px-2 text-left font-medium whitespace-nowrap';

const Head = () => (
  <thead className="sticky top-0 z-10 bg-content text-xs text-fg-3">
    <tr aria-rowindex={1}>
      <th scope="col" className={`${HEAD} w-40 pl-4 narrow:w-36`}>
        Status
      </th>
      <th scope="col" className={HEAD}>
        Session
      </th>
      <th scope="col" className={`${HEAD} w-[166px]`}>
        Agent
      </th>
      <th scope="col" className={`${HEAD} w-40 narrow:hidden`}>
        Runtime
      </th>
      <th scope="col" className={`${HEAD} w-36 narrow:hidden`}>
        Workspace
      </th>
      <th scope="col" className={`${HEAD} w-20 text-right`} aria-sort="ascending">
        Started
      </th>
      <th scope="col" className={`${HEAD} w-12 pr-3`}>
        <span className="sr-only">Actions</span>
      </th>
    </tr>
  </thead>
);

export type Shown = 'all' | 'live' | 'found';

/** Every session there is, newest first, and the conversations toc did not start. */
export const SessionsPage = ({
  sessions,
  focused,
  first = 'all',
}: {
  readonly sessions: readonly Session[];
  readonly focused: SessionId | null;
  readonly first?: Shown;
}) => {
  const [show, setShow] = useState<Shown>(first);
  const found = useFound();
  const live = useMemo(() => sessions.filter(({ run }) => run.live), [sessions]);
  const shown = useMemo(
    () => (show === 'live' ? live : sessions).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    [show, live, sessions],
  );
  const keys = useMemo(() => shown.map(({ id }) => id), [shown]);
  const roving = useRoving(keys, focused);
  const { attach, rows, rest, reveal, page } = useLongList({
    count: shown.length,
    height: ROW_HEIGHT,
    head: HEAD_HEIGHT,
    kept: roving.current === null ? -1 : keys.indexOf(roving.current),
  });
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-11 shrink-0 items-center gap-2 px-4">
        <Segments
          label="Show"
          chosen={show}
          choices={[
            { value: 'all', label: `All ${sessions.length}` },
            { value: 'live', label: `Live ${live.length}` },
            { value: 'found', label: `Found on this machine ${found.all}` },
          ]}
          onChoose={setShow}
        />
      </div>
      <div className="min-h-0 grow overflow-auto">
        {show === 'found' ? (
          <FoundSessions />
        ) : (
          <>
            <table
              ref={attach}
              aria-label="All sessions"
              aria-rowcount={shown.length + 1}
              onKeyDown={(event) => roving.onKeyDown(event, { reveal, page })}
              className="w-full table-fixed border-separate border-spacing-0"
            >
              <Head />
              {rows.map(({ index, gap }) => {
                const session = shown[index];
                return (
                  session && (
                    <Fragment key={session.id}>
                      <Gap height={gap} />
                      <Row
                        session={session}
                        current={session.id === roving.current}
                        index={index}
                        item={roving.itemProps(session.id)}
                      />
                    </Fragment>
                  )
                );
              })}
              <Gap height={rest} />
            </table>
            {shown.length === 0 && (
              <p className="px-4 py-3 text-fg-3">
                {sessions.length === 0
                  ? 'No sessions yet. Start an agent in the sidebar; every session stays listed here.'
                  : 'No session is live now.'}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
};
