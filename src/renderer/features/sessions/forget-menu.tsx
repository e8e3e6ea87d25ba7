import { Ellipsis } from 'lucide-react';
import { useRef, useState } from 'react';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Menu, type MenuAction } from '#renderer/ui/menu.tsx';
import { useActing } from './use-acting.ts';
import { keptSentence, lostSentence, type Forgettable } from './forgetting.ts';

/** A title may be two hundred letters long; a question is short. */
const shortTitle = (title: string): string => (title.length > 80 ? `${title.slice(0, 79)}…` : title);

export interface ForgetMenuProps {
  readonly what: Forgettable;
  /** Whether it can be forgotten now. */
  readonly ended: boolean;
  readonly actions: readonly MenuAction[];
  readonly onOpen?: () => void;
}

/** The actions on a session, the last of which forgets it, after asking. */
export const ForgetMenu = ({ what, ended, actions, onOpen }: ForgetMenuProps) => {
  const acting = useActing();
  const [asking, setAsking] = useState(false);
  const confirmed = useRef(false);
  const { title } = what;
  // Only now: the row that the focus has returned to may go at once, and leaves it to the next.
  const handleClosed = (): void => {
    if (!confirmed.current) return;
    confirmed.current = false;
    acting.forget(what);
  };
  return (
    <>
      <Menu
        onOpen={onOpen}
        trigger={<IconButton label="More actions" aria-description={title} icon={<Ellipsis />} />}
        actions={[
          ...actions,
          ...(ended
            ? [{ label: 'Forget this session…', danger: true, onChoose: () => setAsking(true) }]
            : []),
        ]}
      />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Forget session “${shortTitle(title)}”?`}
        verb="Forget this session"
        onConfirm={() => {
          confirmed.current = true;
          setAsking(false);
        }}
        onClosed={handleClosed}
      >
        <p>{lostSentence(what)}</p>
        <p className="mt-2">{keptSentence(what)}</p>
      </Confirm>
    </>
  );
};
