import { X } from 'lucide-react';
import type { CSSProperties, FocusEvent, ReactNode } from 'react';
import { IconButton } from '#renderer/ui/icon-button.tsx';

export interface PaneFrameProps {
  readonly title: string;
  /** What the pane is called. */
  readonly label: string;
  readonly focused: boolean;
  readonly head: ReactNode;
  readonly strip: ReactNode | null;
  readonly style: CSSProperties;
  /** Whether another pane stands beside or below it: only there is a line between them. */
  readonly lines: { readonly right: boolean; readonly below: boolean };
  /** Whether there are others, so that this one can be closed by itself. */
  readonly oneOfMany: boolean;
  /** Takes the place of the head for the time being. */
  readonly over?: ReactNode;
  readonly children: ReactNode;
  readonly onFocus: () => void;
  readonly onBlur?: (event: FocusEvent) => void;
  readonly onClose: () => void;
}

/** A pane's head and what stands under it, whatever it shows. */
export const PaneFrame = (props: PaneFrameProps) => {
  const { title, label, focused, head, strip, style, lines, oneOfMany, over, children } = props;
  return (
    <section
      aria-label={label}
      style={style}
      className={`absolute flex min-h-0 min-w-0 flex-col border-line bg-term ${lines.right ? 'border-r' : ''} ${lines.below ? 'border-b' : ''} has-[[role=document]:focus-visible]:outline-2 has-[[role=document]:focus-visible]:-outline-offset-2 has-[[role=document]:focus-visible]:outline-(--ring)`}
      onFocus={props.onFocus}
      onBlur={props.onBlur}
    >
      <div className={`absolute inset-x-0 top-0 z-1 h-0.5 ${focused ? 'bg-accent' : ''}`} />
      <div className="relative flex shrink-0 items-stretch">
        <div className="min-w-0 flex-1">{head}</div>
        {oneOfMany && (
          <div className="flex items-center border-b border-line-faint bg-content pr-1.5">
            <IconButton label={`Close pane ${title}`} icon={<X aria-hidden />} onClick={props.onClose} />
          </div>
        )}
        {over}
      </div>
      {strip}
      {children}
    </section>
  );
};
