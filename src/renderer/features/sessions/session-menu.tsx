import { Ellipsis } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Session } from '#shared/contract/sessions.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Menu, type MenuAction } from '#renderer/ui/menu.tsx';
import { useActing } from './acting.tsx';

export interface SessionMenuProps {
  readonly session: Session;
  /** Actions of the place the menu stands in, e.g. `Close pane`. */
  readonly more?: readonly MenuAction[];
  readonly canOpen?: boolean;
}

/** The actions that fit a session now. */
export const SessionMenu = ({ session, more = [], canOpen = false }: SessionMenuProps) => {
  const acting = useActing();
  const [forgetting, setForgetting] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  const { live } = session.run;
  const latest = session.conversations.findLast(({ saved }) => saved);
  const actions: MenuAction[] = [
    ...(canOpen ? [{ label: 'Open', onChoose: () => acting.open(session.id) }] : []),
    live
      ? { label: 'Stop', onChoose: () => acting.stop(session.id) }
      : { label: 'Resume', onChoose: () => acting.resume(session.id) },
    ...(!live && session.agentNow === 'changed'
      ? [
          {
            label: 'Resume with the agent as it is now',
            onChoose: () => acting.resume(session.id, 'current'),
          },
        ]
      : []),
    ...(latest
      ? [{ label: 'Transcript', onChoose: () => acting.read(latest.id, session.title.slice(0, 200)) }]
      : []),
    { label: 'Copy session id', onChoose: () => void navigator.clipboard.writeText(session.id) },
    ...more,
    ...(live ? [] : [{ label: 'Forget this…', danger: true, onChoose: () => setForgetting(true) }]),
  ];
  return (
    <>
      <Menu
        trigger={<IconButton label="More actions" aria-description={session.title} icon={<Ellipsis />} />}
        actions={actions}
      />
      <Dialog
        open={forgetting}
        onClose={() => setForgetting(false)}
        title={`Forget session ${session.title}?`}
        focus={cancel}
        actions={
          <>
            <Button ref={cancel} onClick={() => setForgetting(false)}>
              Cancel
            </Button>
            <Button
              variant="danger"
              onClick={() => {
                setForgetting(false);
                acting.forget(session.id);
              }}
            >
              Forget session
            </Button>
          </>
        }
      >
        <p>
          It leaves the list, and its last screen is deleted. The conversation stays in{' '}
          {runtimeName(session.runtime)}’s own files.
        </p>
      </Dialog>
    </>
  );
};
