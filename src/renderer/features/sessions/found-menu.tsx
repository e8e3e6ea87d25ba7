import type { ConversationId, RuntimeId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { FoundConversation, LogHead } from '#shared/contract/transcripts.ts';
import { resumeCommand } from '#shared/resume-command.ts';
import type { MenuAction } from '#renderer/ui/menu.tsx';
import { useActing } from './use-acting.ts';
import { ForgetMenu } from './forget-menu.tsx';
import { ofFound, ofSession } from './forgetting.ts';

const copyId = (id: ConversationId): MenuAction => ({
  label: 'Copy conversation id',
  onChoose: () => void navigator.clipboard.writeText(id),
});

const copyCommand = (
  runtime: RuntimeId,
  conversationId: ConversationId,
  workspace: string | null,
): MenuAction => {
  const command = resumeCommand({ runtime, conversationId, workspace });
  return {
    label: 'Copy resume command',
    description: command,
    onChoose: () => void navigator.clipboard.writeText(command),
  };
};

/** The actions that fit a conversation found on disk, beside Resume. */
export const FoundMenu = ({ found }: { readonly found: FoundConversation }) => {
  const acting = useActing();
  const what = ofFound(found);
  const { conversationId } = found;
  return (
    <ForgetMenu
      what={what}
      ended
      actions={[
        { label: 'Transcript', onChoose: () => acting.read(conversationId, what.title.slice(0, 200)) },
        ...(found.goneAt === null ? [copyCommand(found.runtime, conversationId, found.cwd)] : []),
        copyId(conversationId),
      ]}
    />
  );
};

/** The actions that fit a transcript. What a sub-agent said goes with the conversation that asked it. */
export const TranscriptMenu = ({
  head,
  conversationId,
  session,
}: {
  readonly head: LogHead;
  readonly conversationId: ConversationId;
  /** The session of ours that the conversation belongs to, if it does. */
  readonly session: Session | undefined;
}) => (
  <ForgetMenu
    what={
      session ? ofSession(session) : ofFound({ ...head.session, conversationId, goneAt: head.log.goneAt })
    }
    ended={session ? !session.run.live : head.session.parentId === null}
    actions={[
      ...(head.log.goneAt === null && head.session.parentId === null
        ? [copyCommand(head.session.runtime, conversationId, head.session.cwd)]
        : []),
      copyId(conversationId),
    ]}
  />
);
