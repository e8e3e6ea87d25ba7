import type { Session } from '#shared/contract/sessions.ts';
import type { MenuAction } from '#renderer/ui/menu.tsx';
import { useActing } from './acting.tsx';
import { ForgetMenu } from './forget-menu.tsx';
import { ofSession } from './forgetting.ts';

export interface SessionMenuProps {
  readonly session: Session;
  /** Actions of the place the menu stands in, e.g. `Close pane`. */
  readonly more?: readonly MenuAction[];
  readonly canOpen?: boolean;
}

/** The actions that fit a session now. */
export const SessionMenu = ({ session, more = [], canOpen = false }: SessionMenuProps) => {
  const acting = useActing();
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
  ];
  return <ForgetMenu what={ofSession(session)} ended={!live} actions={actions} />;
};
