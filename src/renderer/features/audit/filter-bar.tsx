import { z } from 'zod';
import { useId, type ReactNode } from 'react';
import { Select } from '#renderer/ui/select.tsx';
import type { Filter } from './use-audit.ts';
import { actionWords } from './words.ts';

/** A field of days gives half a year while somebody types. */
const dayFrom = (text: string): string | null => z.iso.date().safeParse(text).data ?? null;

/** The label beside its control: were it around it, the choices of a select would be part of its text. */
const Labelled = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}) => {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5 text-xs text-fg-3">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </span>
  );
};

const DAY = 'control !w-36 text-sm tabular-nums';

/** What is shown of the trail: an action, words, days. */
export const FilterBar = ({
  filter,
  actions,
  onFilter,
}: {
  readonly filter: Filter;
  /** Those that are on the trail. */
  readonly actions: readonly string[];
  readonly onFilter: (filter: Filter) => void;
}) => {
  const { action, text, since, until } = filter;
  const known = action === null || actions.includes(action) ? actions : [action, ...actions];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <Labelled label="Action">
        {(id) => (
          <Select
            id={id}
            value={action ?? ''}
            onChange={({ target }) =>
              onFilter({ ...filter, action: target.value === '' ? null : target.value })
            }
            className="!w-44 text-sm"
          >
            <option value="">Any</option>
            {known.map((each) => (
              <option key={each} value={each}>
                {actionWords(each)}
              </option>
            ))}
          </Select>
        )}
      </Labelled>
      <Labelled label="Words">
        {(id) => (
          <input
            id={id}
            type="search"
            value={text}
            maxLength={200}
            spellCheck={false}
            onChange={({ target }) => onFilter({ ...filter, text: target.value })}
            className="control !w-44 text-sm"
          />
        )}
      </Labelled>
      <Labelled label="From">
        {(id) => (
          <input
            id={id}
            type="date"
            max="9999-12-31"
            value={since ?? ''}
            onChange={({ target }) => onFilter({ ...filter, since: dayFrom(target.value) })}
            className={DAY}
          />
        )}
      </Labelled>
      <Labelled label="To">
        {(id) => (
          <input
            id={id}
            type="date"
            max="9999-12-31"
            value={until ?? ''}
            onChange={({ target }) => onFilter({ ...filter, until: dayFrom(target.value) })}
            className={DAY}
          />
        )}
      </Labelled>
    </div>
  );
};
