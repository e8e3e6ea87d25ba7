import { Tooltip } from '@base-ui/react/tooltip';
import type { ComponentProps, ReactNode } from 'react';
import { Keys } from './button.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'aria-label' | 'children'> {
  /** Its name, shown as a tooltip. */
  readonly label: string;
  readonly keys?: string | undefined;
  readonly icon: ReactNode;
}

const LOOK =
  'inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-fg-3 transition-colors duration-(--dur-1) ' +
  'hover:bg-hover hover:text-fg active:bg-press disabled:text-fg-disabled disabled:hover:bg-transparent [&_svg]:size-4 [&_svg]:stroke-[1.6]';

/** A button drawn as an icon; its name and key stand in the tooltip. */
export const IconButton = ({ label, keys, icon, className = '', ...rest }: IconButtonProps) => (
  <Tooltip.Root
    onOpenChange={(_, details) => {
      // Esc is also meant for what the button stands in: a question, a popover.
      if (details.reason === 'escape-key') details.allowPropagation();
    }}
  >
    <Tooltip.Trigger
      render={<button type="button" aria-label={label} className={`${LOOK} ${className}`} {...rest} />}
    >
      {icon}
    </Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Positioner sideOffset={4} className="z-60">
        <Tooltip.Popup className="popup flex items-center gap-2 !rounded-sm px-2 py-1 text-xs text-fg">
          {label}
          {keys !== undefined && <Keys>{keys}</Keys>}
        </Tooltip.Popup>
      </Tooltip.Positioner>
    </Tooltip.Portal>
  </Tooltip.Root>
);
