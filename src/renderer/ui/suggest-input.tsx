import { Autocomplete } from '@base-ui/react/autocomplete';
import { ChevronsUpDown } from 'lucide-react';
import type { Described } from './field.tsx';

export interface Suggestion {
  readonly id: string;
  readonly label: string;
}

export interface SuggestInputProps {
  readonly control: Described;
  readonly value: string;
  readonly suggestions: readonly Suggestion[];
  readonly placeholder: string;
  /** The name of the button that opens the list. */
  readonly listLabel: string;
  readonly onChange: (value: string) => void;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
}

/** Free text with suggestions: whatever is typed counts, the list only helps. */
export const SuggestInput = ({
  control,
  value,
  suggestions,
  placeholder,
  listLabel,
  onChange,
  onFocus,
  onBlur,
}: SuggestInputProps) => (
  <Autocomplete.Root
    items={suggestions}
    value={value}
    onValueChange={onChange}
    itemToStringValue={({ id }: Suggestion) => id}
    // A name that is on the list already filters nothing away: the others are what one may want instead.
    mode={value === '' || suggestions.some(({ id }) => id === value) ? 'none' : 'list'}
    openOnInputClick
  >
    <div className="relative">
      <Autocomplete.Input
        {...control}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onFocus={onFocus}
        onBlur={onBlur}
        className="control pr-8 font-mono text-xs"
      />
      <Autocomplete.Trigger
        aria-label={listLabel}
        className="absolute top-[3px] right-1 inline-flex size-6 items-center justify-center rounded-sm text-fg-3 hover:bg-hover"
      >
        <ChevronsUpDown aria-hidden="true" className="size-3.5 stroke-[1.6]" />
      </Autocomplete.Trigger>
    </div>
    <Autocomplete.Portal>
      <Autocomplete.Positioner sideOffset={4} className="z-30 outline-none">
        <Autocomplete.Popup className="popup max-h-[min(320px,var(--available-height))] w-(--anchor-width) overflow-y-auto p-1 data-[empty]:hidden">
          <Autocomplete.List>
            {(item: Suggestion) => (
              <Autocomplete.Item
                key={item.id}
                value={item}
                className="flex min-h-7 items-center gap-2 rounded-sm px-2 select-none data-[highlighted]:bg-hover"
              >
                <span className="grow truncate font-mono text-xs">{item.id}</span>
                {item.label !== item.id && <span className="truncate text-xs text-fg-3">{item.label}</span>}
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Popup>
      </Autocomplete.Positioner>
    </Autocomplete.Portal>
  </Autocomplete.Root>
);
