import { createContext, use, type ReactNode } from 'react';

/** What the shell puts into every title bar, before the title and at the far end. */
export const TitleBarExtras = createContext<{ readonly lead: ReactNode; readonly tail: ReactNode }>({
  lead: null,
  tail: null,
});

export interface TitleBarProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}

/** The bar above a view: its title, what is to say about it, and its actions. */
export const TitleBar = ({ title, note, actions }: TitleBarProps) => {
  const { lead, tail } = use(TitleBarExtras);
  return (
    <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line bg-window pr-3 pl-4">
      {lead}
      <h1 tabIndex={-1} data-heading title={title} className="min-w-12 shrink truncate font-semibold">
        {title}
      </h1>
      {Boolean(note) && <span className="min-w-0 shrink truncate text-xs text-fg-3">{note}</span>}
      <span className="grow" />
      {tail}
      {actions}
    </header>
  );
};
