import type { ComponentProps, ReactNode } from 'react';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'small' | 'normal';
  /** The key that does the same; never part of the name. */
  readonly keys?: string | undefined;
  readonly type?: 'button' | 'submit';
}

const SHAPE =
  'inline-flex shrink-0 items-center gap-1.5 rounded-sm font-medium whitespace-nowrap select-none ' +
  'transition-colors duration-(--dur-1) disabled:bg-transparent disabled:text-fg-disabled disabled:shadow-[inset_0_0_0_1px_var(--border)]';

const SIZES = { small: 'h-6 px-2 text-xs', normal: 'h-7 px-2.5 text-sm' } as const;

const VARIANTS = {
  primary: 'bg-accent text-accent-fg shadow-sm hover:bg-accent-hover',
  plain:
    'bg-raised text-fg shadow-[inset_0_0_0_1px_var(--border-strong),var(--shadow-1)] hover:bg-hover active:bg-press',
  quiet: 'text-fg-2 hover:bg-hover active:bg-press disabled:shadow-none',
  danger: 'bg-danger text-danger-fg shadow-sm hover:bg-danger-hover',
} as const;

/** A key hint beside what it does; hidden from the accessible name. */
export const Keys = ({ children }: { readonly children: ReactNode }) => (
  <kbd
    aria-hidden="true"
    className="inline-block min-w-4 rounded-xs px-1 text-center font-sans text-2xs leading-4 font-medium shadow-[inset_0_0_0_1px_color-mix(in_srgb,currentColor_35%,transparent)]"
  >
    {children}
  </kbd>
);

/** A button: a verb, drawn in one of four weights. */
export const Button = ({
  variant = 'plain',
  size = 'normal',
  keys,
  type = 'button',
  className = '',
  children,
  ...rest
}: ButtonProps) => (
  <button type={type} className={`${SHAPE} ${SIZES[size]} ${VARIANTS[variant]} ${className}`} {...rest}>
    {children}
    {keys !== undefined && <Keys>{keys}</Keys>}
  </button>
);
