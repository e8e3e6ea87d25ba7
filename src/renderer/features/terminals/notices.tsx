import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { copyText } from './clipboard.ts';
import type { TerminalView, ViewState } from './terminal-view.ts';

const Line = ({ children, over }: { readonly children: ReactNode; readonly over: boolean }) => (
  <div
    role="status"
    className={`flex items-center gap-2 border-b border-line-faint bg-sunken px-3 text-xs text-fg-2 ${
      over ? 'absolute inset-0 z-1' : 'min-h-[30px] shrink-0 py-0.5'
    }`}
  >
    {children}
  </div>
);

const Said = ({ children }: { readonly children: ReactNode }) => (
  <span className="min-w-0 flex-1 truncate">{children}</span>
);

const goneSentence = (reason: string): string | null => {
  switch (reason) {
    case 'ended':
      return null;
    case 'supervisor-lost':
      return 'The process that held this terminal is gone. This is the last screen that reached the window.';
    case 'no-screen':
      return 'No screen of this run was kept.';
    default:
      return 'This terminal cannot be reached any more.';
  }
};

interface NoticeProps {
  readonly view: TerminalView;
  readonly state: ViewState;
}

/**
 * What is said while a program may be drawing. It takes the place of the head for the time being: a terminal
 * never changes its size to say something, and nothing ever lies on its screen.
 */
export const PassingNotice = ({ view, state }: NoticeProps) => {
  const offer = state.clipboardOffer;
  if (offer !== null) {
    const answer = (): void => {
      view.dismissClipboardOffer();
      view.focus();
    };
    return (
      <Line over>
        <Said>
          The program wants to put{' '}
          {offer.length === 1 ? '1 character' : `${offer.length.toLocaleString('en')} characters`} on the
          clipboard.
        </Said>
        <Button size="small" variant="quiet" onClick={answer}>
          Ignore
        </Button>
        <Button
          size="small"
          onClick={() => {
            void copyText(offer);
            answer();
          }}
        >
          Allow
        </Button>
      </Line>
    );
  }
  if (state.phase.kind === 'broken') {
    return (
      <Line over>
        <Said>The connection to this terminal broke. Trying again…</Said>
      </Line>
    );
  }
  if (state.older === 'none') return null;
  return (
    <Line over>
      <Said>Only the newest lines are loaded.</Said>
      <Button
        size="small"
        disabled={state.older === 'loading'}
        onClick={() => {
          view.loadOlder();
          view.focus();
        }}
      >
        Load older lines
      </Button>
    </Line>
  );
};

/** What is said for as long as this window does not drive the terminal: its size is not this window's anyway. */
export const StandingNotice = ({ view, state }: NoticeProps) => {
  const gone = state.phase.kind === 'gone' ? goneSentence(state.phase.reason) : null;
  if (gone !== null) {
    return (
      <Line over={false}>
        <Said>{gone}</Said>
      </Line>
    );
  }
  if (state.driver || state.exited || state.phase.kind !== 'attached') return null;
  return (
    <Line over={false}>
      <Said>Another window has the keyboard. You see its screen, at its size.</Said>
      <Button
        size="small"
        onClick={() => {
          view.drive();
          view.focus();
        }}
      >
        Take the keyboard
      </Button>
    </Line>
  );
};
