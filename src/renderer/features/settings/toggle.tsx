import { useId } from 'react';

/** Something that is on or off, and what that means. */
export const Toggle = ({
  label,
  help,
  checked,
  onChange,
  className = '',
}: {
  readonly label: string;
  readonly help: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly className?: string;
}) => {
  const id = useId();
  return (
    <div className={`flex items-start gap-2 ${className}`}>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        aria-describedby={`${id}-help`}
        className="check mt-[3px] shrink-0"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-help`} className="mt-0.5 text-xs text-fg-3">
          {help}
        </p>
      </div>
    </div>
  );
};
