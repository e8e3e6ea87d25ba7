import type { ReactNode } from 'react';

/** A part of the panel beside a transcript. */
export const Section = ({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) => (
  <section className="border-b border-line-faint px-4 py-3">
    <h2 className="mb-2 flex items-center justify-between text-xs font-medium text-fg-3">
      {title}
      {aside}
    </h2>
    {children}
  </section>
);
