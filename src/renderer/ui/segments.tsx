import { useId } from 'react';

export interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly chosen: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose: (value: Value) => void;
}

/** One of a few, side by side: a radio group, one tab stop. */
export const Segments = <Value extends string>({
  label,
  chosen,
  choices,
  onChoose,
}: SegmentsProps<Value>) => {
  const group = useId();
  return (
    <div role="radiogroup" aria-label={label} className="inline-flex gap-0.5 rounded-sm bg-press p-0.5">
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative h-[22px] rounded-xs px-2.5 text-xs leading-[22px] font-medium whitespace-nowrap text-fg-2 has-checked:bg-raised dark:has-checked:bg-(--n-400) dark:has-checked:shadow-none has-checked:text-fg has-checked:shadow-[var(--shadow-1),0_0_0_1px_var(--border)] has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-(--ring)"
        >
          <input
            type="radio"
            name={group}
            value={choice.value}
            checked={choice.value === chosen}
            onChange={() => onChoose(choice.value)}
            className="absolute inset-0 m-0 appearance-none outline-none"
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
};
