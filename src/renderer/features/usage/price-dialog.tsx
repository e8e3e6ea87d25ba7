import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PriceCorrection } from '#shared/contract/usage.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Note } from '#renderer/ui/note.tsx';

const fields = [
  ['input', 'Input'],
  ['output', 'Output'],
  ['cacheRead', 'Cache read'],
  ['cacheWrite', 'Cache write'],
] as const;

type Typed = Record<(typeof fields)[number][0], string>;

const typedFrom = (known: PriceCorrection | undefined): Typed => ({
  input: known ? String(known.input) : '',
  output: known ? String(known.output) : '',
  cacheRead: known ? String(known.cacheRead) : '',
  cacheWrite: known ? String(known.cacheWrite) : '',
});

const priceError = (text: string): string | null =>
  /^\d+(?:\.\d+)?$/.test(text.trim()) ? null : 'A number of dollars, such as 2.5';

/** Keeps price corrections, and has every figure reckoned anew. */
export const useSavePrices = () => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    ...api.usage.savePrices.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: api.usage.key() }),
  });
};

export interface PriceDialogProps {
  readonly model: string;
  readonly corrections: readonly PriceCorrection[];
  readonly onClose: () => void;
}

/** Asks what a model costs. */
export const PriceDialog = ({ model, corrections, onClose }: PriceDialogProps) => {
  const [typed, setTyped] = useState(() => typedFrom(corrections.find((one) => one.model === model)));
  const [tried, setTried] = useState(false);
  const { mutate, error, isPending } = useSavePrices();
  const save = (): void => {
    setTried(true);
    if (Object.values(typed).some((text) => priceError(text) !== null)) return;
    const prices = Object.fromEntries(fields.map(([key]) => [key, Number(typed[key])]));
    const others = corrections.filter((one) => one.model !== model);
    mutate([...others, PriceCorrection.parse({ model, ...prices })], { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Price of ${model}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={isPending} onClick={save}>
            Save price
          </Button>
        </>
      }
    >
      <p className="mb-3">US dollars per million tokens. Your price wins over the list, also for the past.</p>
      <div className="grid grid-cols-2 gap-x-4">
        {fields.map(([key, label]) => (
          <Field key={key} label={label} error={tried ? priceError(typed[key]) : null}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                value={typed[key]}
                onChange={({ target }) => setTyped((known) => ({ ...known, [key]: target.value }))}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') save();
                }}
                className="control"
              />
            )}
          </Field>
        ))}
      </div>
      {error && <Note kind="error">{explain(error)}</Note>}
    </Dialog>
  );
};
