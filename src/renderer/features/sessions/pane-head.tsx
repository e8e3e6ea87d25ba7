import type { Session } from '#shared/contract/sessions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { RuntimeMark, StatusText } from '#renderer/ui/glyph.tsx';
import type { MenuAction } from '#renderer/ui/menu.tsx';
import { useActing } from './use-acting.ts';
import { SessionMenu } from './session-menu.tsx';
import { agentLabel } from './words.ts';
import { Why } from './why.tsx';

export interface PaneHeadProps {
  readonly session: Session;
  readonly focused: boolean;
  /** Whether Stop stands here: where the details are out of sight. */
  readonly stoppable: boolean;
  readonly more: readonly MenuAction[];
}

const StopButton = ({ session }: { readonly session: Session }) => {
  const acting = useActing();
  return (
    <Button
      size="small"
      variant="quiet"
      className="!font-normal"
      disabled={acting.under(session.id) !== null}
      onClick={() => acting.stop(session.id)}
    >
      Stop
    </Button>
  );
};

/** The line above a terminal: status, title, runtime, agent, and what can be done. */
export const PaneHead = ({ session, focused, stoppable, more }: PaneHeadProps) => (
  <header
    className={`flex h-8 items-center gap-2 border-b border-line-faint pr-1.5 pl-3 text-xs text-fg-3 ${session.status.word === 'Waiting' ? 'bg-waiting-tint' : 'bg-content'}`}
  >
    <StatusText word={session.status.word} />
    <span
      title={session.title}
      className={`min-w-12 shrink truncate text-sm ${focused ? 'font-semibold text-fg' : 'font-medium text-fg-2'}`}
    >
      {session.title}
    </span>
    <RuntimeMark runtime={session.runtime} />
    {session.agent && session.agent.name !== session.title && (
      <span title={session.agent.name} className="min-w-0 shrink truncate narrow:hidden">
        {agentLabel(session)}
      </span>
    )}
    <span className="grow" />
    {stoppable && session.run.live && session.run.kind === 'interactive' && <StopButton session={session} />}
    <Why session={session} />
    <SessionMenu session={session} more={more} />
  </header>
);
