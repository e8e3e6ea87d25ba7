import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { Keys } from './button.tsx';

export interface MenuAction {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly danger?: boolean;
  /** What it will do or cost, as a tooltip. */
  readonly description?: string | undefined;
  readonly onChoose: () => void;
}

/** A button that opens a list of actions. Actions that do not fit now are left out by the caller, not greyed. */
export const Menu = ({
  trigger,
  actions,
  onOpen,
}: {
  readonly trigger: ReactElement;
  readonly actions: readonly MenuAction[];
  /** What the actions say may be found out only then. */
  readonly onOpen?: (() => void) | undefined;
}) => (
  <Base.Root
    onOpenChange={(open) => {
      if (open) onOpen?.();
    }}
  >
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner sideOffset={4} align="end" className="z-30">
        <Base.Popup className="popup min-w-44 p-1 outline-none">
          {actions.map(({ label, keys, danger = false, description, onChoose }) => (
            <Base.Item
              key={label}
              onClick={onChoose}
              {...(description === undefined ? {} : { title: description, 'aria-description': description })}
              className={`flex h-7 items-center gap-6 rounded-sm px-2 outline-none select-none data-[highlighted]:bg-hover ${danger ? 'text-failed' : 'text-fg'}`}
            >
              <span className="grow">{label}</span>
              {keys !== undefined && <Keys>{keys}</Keys>}
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
