import { createContext, use, type ReactNode } from 'react';

/** What the shell puts into every title bar, before the title and at the far end; `next` names what needs a person. */
export const TitleBarExtras = createContext<{
  readonly lead: ReactNode;
  readonly next: ReactNode;
  readonly tail: ReactNode;
}>({ lead: null, next: null, tail: null });

export interface TitleBarProps {
  readonly title: string;
  /** The view shows its title elsewhere too: here it gives way to what needs a person. */
  readonly titleGivesWay?: boolean;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}

/** The bar above a view: its title, what is to say about it, and its actions. */
export const TitleBar = ({ title, titleGivesWay = false, note, actions }: TitleBarProps) => {
  const { lead, next, tail } = use(TitleBarExtras);
  return (
    <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line bg-window pr-3 pl-4">
      {lead}
      <h1
        tabIndex={-1}
        data-heading
        title={title}
        className={titleGivesWay && next !== null ? 'sr-only' : 'min-w-12 shrink truncate font-semibold'}
      >
        {title}
      </h1>
      {next}
      {Boolean(note) && <span className="min-w-0 shrink truncate text-xs text-fg-3">{note}</span>}
      <span className="grow" />
      {tail}
      {actions}
    </header>
  );
};
