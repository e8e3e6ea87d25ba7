import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';

/** The platform's own choice of one, drawn like the other fields. */
export const Select = ({ className = '', ...rest }: ComponentProps<'select'>) => (
  <span className={`relative block ${className}`}>
    <select className="control appearance-none truncate !pr-8" {...rest} />
    <ChevronsUpDown
      aria-hidden="true"
      className="pointer-events-none absolute top-2 right-2.5 size-3.5 stroke-[1.6] text-fg-3"
    />
  </span>
);
