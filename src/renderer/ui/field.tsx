import { useId, type ReactNode } from 'react';
import { Note } from './note.tsx';

/** What a control needs to be named and described. */
export interface Described {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
  readonly 'data-state': 'error' | 'warning' | 'fine';
}

export interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly warning?: ReactNode;
  readonly className?: string;
  readonly children: (control: Described) => ReactNode;
}

/** A label above, the control, then help, a warning or the error. */
export const Field = ({ label, help, error = null, warning, className = '', children }: FieldProps) => {
  const id = useId();
  const below = `${id}-below`;
  const hasBelow = error !== null || Boolean(warning) || Boolean(help);
  return (
    <div className={`mb-4 min-w-0 short:mb-3 ${className}`}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error !== null,
        'aria-describedby': hasBelow ? below : undefined,
        'data-state': error !== null ? 'error' : warning ? 'warning' : 'fine',
      })}
      {hasBelow && (
        <div id={below} className="mt-1 text-xs text-fg-3">
          {error !== null && <p className="text-failed">{error}</p>}
          {Boolean(warning) && <Note kind="warning">{warning}</Note>}
          {error === null && Boolean(help) && <p>{help}</p>}
        </div>
      )}
    </div>
  );
};
