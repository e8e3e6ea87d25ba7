import { useState } from 'react';
import type { Session } from '#shared/contract/sessions.ts';
import type { MenuAction } from '#renderer/ui/menu.tsx';
import { EstimateReader } from './estimate.ts';
import { ForgetMenu } from './forget-menu.tsx';
import { ofSession } from './forgetting.ts';
import { useActing, type Acting } from './use-acting.ts';
import { canTakeOver, commandOf } from './words.ts';

export interface SessionMenuProps {
  readonly session: Session;
  /** Actions of the place the menu stands in, e.g. `Close pane`. */
  readonly more?: readonly MenuAction[];
  readonly canOpen?: boolean;
}

/** What moves it on or ends it. */
const running = (session: Session, acting: Acting, estimate: string | undefined): MenuAction[] => {
  const { id, run } = session;
  const stop: MenuAction = { label: 'Stop', onChoose: () => acting.stop(id) };
  if (run.live && run.kind === 'background') {
    return [
      ...(canTakeOver(session) ? [{ label: 'Take over', onChoose: () => acting.takeOver(id) }] : []),
      stop,
    ];
  }
  const goOn: MenuAction = {
    label: 'Continue in background',
    description: estimate,
    onChoose: () => acting.askToContinue([session]),
  };
  if (run.live) return [stop, goOn];
  return [
    { label: 'Resume', description: estimate, onChoose: () => acting.resume(id) },
    goOn,
    ...(session.agentNow === 'changed'
      ? [
          {
            label: 'Resume with the agent as it is now',
            description: estimate,
            onChoose: () => acting.resume(id, { agent: 'current' }),
          },
        ]
      : []),
  ];
};

/** The actions that fit a session now. */
export const SessionMenu = ({ session, more = [], canOpen = false }: SessionMenuProps) => {
  const acting = useActing();
  const [opened, setOpened] = useState(false);
  const [estimate, setEstimate] = useState<string>();
  const { id, run, title } = session;
  const latest = session.conversations.findLast(({ saved }) => saved);
  const command = commandOf(session);
  const actions: MenuAction[] = [
    ...(canOpen
      ? [{ label: run.kind === 'background' ? 'Watch' : 'Open', onChoose: () => acting.open(id) }]
      : []),
    ...running(session, acting, estimate),
    ...(latest ? [{ label: 'Transcript', onChoose: () => acting.read(latest.id, title.slice(0, 200)) }] : []),
    ...(command === null
      ? []
      : [
          {
            label: 'Copy resume command',
            description: command,
            onChoose: () => void navigator.clipboard.writeText(command),
          },
        ]),
    { label: 'Copy session id', onChoose: () => void navigator.clipboard.writeText(id) },
    ...more,
  ];
  return (
    <>
      {opened && latest && <EstimateReader conversation={latest.id} onKnown={setEstimate} />}
      <ForgetMenu
        what={ofSession(session)}
        ended={!run.live}
        actions={actions}
        onOpen={() => setOpened(true)}
      />
    </>
  );
};
