import { useState } from 'react';
import { Field } from '#renderer/ui/field.tsx';
import { wholeNumber } from './whole-number.ts';

/** A number that is saved when its field is left or Enter is pressed; one that cannot be says why and is not. */
export const NumberSetting = ({
  label,
  help,
  range,
  value,
  onSave,
}: {
  readonly label: string;
  readonly help: string;
  readonly range: readonly [number, number];
  readonly value: number;
  readonly onSave: (value: number) => void;
}) => {
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const settle = (): void => {
    if (typed === null) return;
    const read = wholeNumber(typed, range);
    if ('problem' in read) {
      setProblem(read.problem);
      return;
    }
    setProblem(null);
    setTyped(null);
    if (read.value !== value) onSave(read.value);
  };
  return (
    <Field label={label} help={help} error={problem}>
      {(control) => (
        <input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          value={typed ?? value}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={settle}
          onKeyDown={({ key }) => {
            if (key === 'Enter') settle();
          }}
          className="control !w-24 tabular-nums"
        />
      )}
    </Field>
  );
};
