import { Button, Keys } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { allCommands, commands, keysOf, type Platform } from './keys.ts';

/** Every key there is. */
export const Shortcuts = ({
  open,
  platform,
  onClose,
}: {
  readonly open: boolean;
  readonly platform: Platform;
  readonly onClose: () => void;
}) => (
  <Dialog
    open={open}
    onClose={onClose}
    title="Keyboard shortcuts"
    actions={<Button onClick={onClose}>Close</Button>}
  >
    <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1.5">
      {allCommands.map((command) => {
        const keys = keysOf(command, platform);
        return keys === undefined ? null : (
          <div key={command} className="contents">
            <dt>{commands[command].title.replace(/…$/, '')}</dt>
            <dd className="text-right" aria-label={keys}>
              <Keys>{keys}</Keys>
            </dd>
          </div>
        );
      })}
      <dt>Go to live session 1–9</dt>
      <dd className="text-right" aria-label={platform === 'darwin' ? 'Command 1 to 9' : 'Alt 1 to 9'}>
        <Keys>{platform === 'darwin' ? '⌘1…9' : 'Alt+1…9'}</Keys>
      </dd>
      <dt>In a list: move</dt>
      <dd className="text-right" aria-label="Arrows, J, K">
        <Keys>↑ ↓ J K</Keys>
      </dd>
      <dt>In a list: open; on an agent: start</dt>
      <dd className="text-right" aria-label="Enter">
        <Keys>Enter</Keys>
      </dd>
      <dt>On an agent: run in background</dt>
      <dd className="text-right" aria-label="Alt+Enter">
        <Keys>Alt+Enter</Keys>
      </dd>
      <dt>In the table: select, extend, all</dt>
      <dd className="text-right" aria-label="Space or X, Shift with an arrow, Control or Command with A">
        <Keys>Space</Keys> <Keys>Shift+↑↓</Keys> <Keys>{platform === 'darwin' ? '⌘A' : 'Ctrl+A'}</Keys>
      </dd>
    </dl>
  </Dialog>
);
