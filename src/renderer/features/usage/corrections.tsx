import type { PriceCorrection } from '#shared/contract/usage.ts';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useSavePrices } from './price-dialog.tsx';

/** The prices the person set, each to be changed or taken back. */
export const Corrections = ({
  corrections,
  onEdit,
}: {
  readonly corrections: readonly PriceCorrection[];
  readonly onEdit: (model: string) => void;
}) => {
  const { mutate, error, isPending } = useSavePrices();
  if (corrections.length === 0) return null;
  return (
    <section className="mt-6">
      <h2 className="mb-1 text-xs font-medium text-fg-3">Your prices, US dollars per million tokens</h2>
      <ul aria-label="Your prices">
        {corrections.map((one) => (
          <li
            key={one.model}
            className="flex min-h-8 flex-wrap items-center gap-x-3 border-b border-line-faint text-xs text-fg-2"
          >
            <span className="min-w-0 truncate font-mono text-fg">{one.model}</span>
            <span className="grow tabular-nums">
              input {one.input}, output {one.output}, cache read {one.cacheRead}, cache write {one.cacheWrite}
            </span>
            <Button
              size="small"
              aria-label={`Change the price of ${one.model}`}
              onClick={() => onEdit(one.model)}
            >
              Change
            </Button>
            <Button
              size="small"
              disabled={isPending}
              aria-label={`Remove the price of ${one.model}`}
              onClick={() => mutate(corrections.filter(({ model }) => model !== one.model))}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {error && <Note kind="error">{explain(error)}</Note>}
    </section>
  );
};
