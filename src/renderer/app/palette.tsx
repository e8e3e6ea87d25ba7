import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Keys } from '#renderer/ui/button.tsx';
import { found } from './palette-search.ts';

export interface PaletteItem {
  readonly key: string;
  /** What is searched, and its name. */
  readonly text: string;
  readonly group: 'Sessions' | 'Agents' | 'Actions';
  readonly icon: ReactNode;
  readonly note?: string;
  readonly keys?: string | undefined;
  readonly onChoose: () => void;
}

export interface PaletteProps {
  readonly open: boolean;
  readonly label: string;
  readonly items: readonly PaletteItem[];
  readonly onClose: () => void;
}

const GROUPS = ['Sessions', 'Agents', 'Actions'] as const;

/** Nobody reads further: two more letters find it sooner. */
const MOST_OF_A_GROUP = 50;

/** In groups, the group of the best hit first. */
const ordered = (items: readonly PaletteItem[], typed: string): PaletteItem[] => {
  const commandsOnly = typed.startsWith('>');
  const hits = found(
    commandsOnly ? items.filter(({ group }) => group === 'Actions') : items,
    commandsOnly ? typed.slice(1) : typed,
  );
  const best = typed === '' ? undefined : hits[0]?.group;
  const groups = best === undefined ? GROUPS : [best, ...GROUPS.filter((group) => group !== best)];
  return groups.flatMap((group) => hits.filter((hit) => hit.group === group).slice(0, MOST_OF_A_GROUP));
};

interface HitProps {
  readonly item: PaletteItem;
  readonly id: string;
  readonly current: boolean;
  readonly first: boolean;
  readonly onChoose: () => void;
  readonly onPoint: () => void;
}

const Hit = ({ item, id, current, first, onChoose, onPoint }: HitProps) => {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <>
      {first && (
        <li role="presentation" className="flex h-[26px] items-end px-3 pb-1 text-xs font-medium text-fg-3">
          {item.group}
        </li>
      )}
      <li
        ref={row}
        id={id}
        role="option"
        aria-selected={current}
        onClick={onChoose}
        onMouseMove={onPoint}
        className={`flex h-[34px] items-center gap-2 rounded-sm px-3 select-none short:h-8 ${current ? 'bg-selected' : ''}`}
      >
        <span className="flex w-3.5 shrink-0 justify-center text-fg-3 [&_svg]:size-3.5 [&_svg]:stroke-[1.6]">
          {item.icon}
        </span>
        <span className="min-w-0 shrink truncate">{item.text}</span>
        {item.note !== undefined && (
          <span className="min-w-0 shrink-2 truncate text-xs text-fg-3">{item.note}</span>
        )}
        <span className="grow" />
        {item.keys !== undefined && <Keys>{item.keys}</Keys>}
      </li>
    </>
  );
};

const moved = (key: string, at: number, count: number): number | null => {
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
};

const Inside = ({ label, items, onClose }: Omit<PaletteProps, 'open'>) => {
  const list = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const hits = ordered(items, typed);
  const current = Math.min(at, hits.length - 1);
  const choose = (item: PaletteItem | undefined): void => {
    if (!item) return;
    onClose();
    item.onChoose();
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      choose(hits[current]);
      return;
    }
    const next = hits.length === 0 ? null : moved(event.key, current, hits.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <>
      <div className="flex h-12 items-center gap-3 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 shrink-0 stroke-[1.6] text-fg-3" />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={hits.length > 0 ? `${list}-${current}` : undefined}
          aria-autocomplete="list"
          placeholder={label}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => {
            setTyped(target.value);
            setAt(0);
          }}
          onKeyDown={handleKey}
          className="min-w-0 grow bg-transparent text-lg outline-none"
        />
      </div>
      <ul
        id={list}
        role="listbox"
        aria-label="Results"
        className="max-h-[min(420px,60vh)] overflow-y-auto px-1.5 pt-1 pb-1.5"
      >
        {hits.map((item, index) => (
          <Hit
            key={item.key}
            id={`${list}-${index}`}
            item={item}
            current={index === current}
            first={hits[index - 1]?.group !== item.group}
            onChoose={() => choose(item)}
            onPoint={() => setAt(index)}
          />
        ))}
        {hits.length === 0 && (
          <li role="presentation" className="px-3 py-2 text-fg-3">
            Nothing fits “{typed}”.
          </li>
        )}
      </ul>
      <div
        aria-hidden="true"
        className="flex h-[34px] items-center gap-4 border-t border-line bg-sunken px-4 text-xs text-fg-3"
      >
        <span>
          <Keys>↑↓</Keys> move
        </span>
        <span>
          <Keys>↵</Keys> choose
        </span>
        <span>
          <Keys>&gt;</Keys> actions only
        </span>
      </div>
    </>
  );
};

/** Goes to a session, starts an agent or runs an action, by a few typed letters. */
export const Palette = ({ open, label, items, onClose }: PaletteProps) => (
  <Dialog.Root
    open={open}
    onOpenChange={(next) => {
      if (!next) onClose();
    }}
  >
    <Dialog.Portal>
      <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim" />
      <Dialog.Popup
        aria-label="Command palette"
        className="popup fixed top-24 left-1/2 z-40 w-[min(600px,calc(100vw-48px))] -translate-x-1/2 overflow-hidden !shadow-lg short:top-14"
      >
        <Inside label={label} items={items} onClose={onClose} />
      </Dialog.Popup>
    </Dialog.Portal>
  </Dialog.Root>
);
