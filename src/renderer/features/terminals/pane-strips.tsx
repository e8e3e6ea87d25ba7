import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { copyText } from './clipboard.ts';
import type { TerminalView, ViewState } from './terminal-view.ts';

const Strip = ({ children }: { readonly children: ReactNode }) => (
  <div
    role="status"
    className="flex min-h-[30px] shrink-0 items-center gap-2 border-b border-line-faint bg-sunken px-3 py-0.5 text-xs text-fg-2"
  >
    {children}
  </div>
);

const goneSentence = (reason: string): string | null => {
  switch (reason) {
    case 'ended':
      return null;
    case 'supervisor-lost':
      return 'The process that held this terminal is gone. The screen is the last one that reached this window.';
    case 'no-screen':
      return 'No screen of this run was kept.';
    default:
      return 'This terminal cannot be reached any more.';
  }
};

/** What stands between a person and the terminal, said above the screen and never on it. */
export const PaneStrips = ({ view, state }: { readonly view: TerminalView; readonly state: ViewState }) => {
  const gone = state.phase.kind === 'gone' ? goneSentence(state.phase.reason) : null;
  const offer = state.clipboardOffer;
  return (
    <>
      {state.phase.kind === 'broken' && <Strip>The connection to this terminal broke. Trying again…</Strip>}
      {gone !== null && <Strip>{gone}</Strip>}
      {!state.driver && !state.exited && state.phase.kind === 'attached' && (
        <Strip>
          <span className="min-w-0 flex-1">
            Another window has the keyboard. You see its screen, at its size.
          </span>
          <Button
            size="small"
            onClick={() => {
              view.drive();
              view.focus();
            }}
          >
            Take the keyboard
          </Button>
        </Strip>
      )}
      {state.older !== 'none' && (
        <Strip>
          <span className="min-w-0 flex-1">Only the newest lines are loaded.</span>
          <Button size="small" disabled={state.older === 'loading'} onClick={() => view.loadOlder()}>
            Load older lines
          </Button>
        </Strip>
      )}
      {offer !== null && (
        <Strip>
          <span className="min-w-0 flex-1">
            The program wants to put {offer.length === 1 ? '1 character' : `${offer.length} characters`} on
            the clipboard.
          </span>
          <Button
            size="small"
            variant="quiet"
            onClick={() => {
              view.dismissClipboardOffer();
              view.focus();
            }}
          >
            Ignore
          </Button>
          <Button
            size="small"
            onClick={() => {
              void copyText(offer);
              view.dismissClipboardOffer();
              view.focus();
            }}
          >
            Allow
          </Button>
        </Strip>
      )}
    </>
  );
};
