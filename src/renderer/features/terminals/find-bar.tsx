import { CaseSensitive, ChevronDown, ChevronUp, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import type { FindResult, TerminalView } from './terminal-view.ts';

/** More hits than this are not numbered by the search. */
const NUMBERED = 1000;

const countWords = (text: string, found: FindResult | null): string => {
  if (text === '' || found === null) return '';
  if (found.count === 0) return 'No matches';
  const all = found.count >= NUMBERED ? `${NUMBERED}+` : String(found.count);
  return found.index < 0 ? all : `${found.index + 1} of ${all}`;
};

/** Finds text in one terminal, in the place of its head. Enter goes on, Shift+Enter back, Esc returns to the terminal. */
export const FindBar = ({
  view,
  found,
  onClose,
}: {
  readonly view: TerminalView;
  readonly found: FindResult | null;
  readonly onClose: () => void;
}) => {
  const [text, setText] = useState('');
  const [caseSensitive, setCaseSensitive] = useState(false);
  const go = (direction: 'next' | 'previous'): void =>
    view.find(text, direction, { caseSensitive, stay: false });
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing)
      go(event.shiftKey ? 'previous' : 'next');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="search"
      aria-label="Find in this terminal"
      className="absolute inset-0 z-2 flex items-center gap-1 border-b border-line-faint bg-sunken pr-1.5 pl-3"
      onKeyDown={handleKey}
    >
      <input
        autoFocus
        type="text"
        aria-label="Find"
        placeholder="Find"
        spellCheck={false}
        className="control !min-h-6 !w-56 !py-0 text-xs"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          view.find(target.value, 'next', { caseSensitive, stay: true });
        }}
      />
      <span aria-live="polite" className="w-24 px-1 text-xs text-fg-3 tabular-nums">
        {countWords(text, found)}
      </span>
      <IconButton
        label="Match case"
        icon={<CaseSensitive aria-hidden />}
        className={caseSensitive ? 'bg-press !text-fg' : ''}
        aria-pressed={caseSensitive}
        onClick={() => {
          setCaseSensitive(!caseSensitive);
          view.find(text, 'next', { caseSensitive: !caseSensitive, stay: true });
        }}
      />
      <IconButton label="Previous match" icon={<ChevronUp aria-hidden />} onClick={() => go('previous')} />
      <IconButton label="Next match" icon={<ChevronDown aria-hidden />} onClick={() => go('next')} />
      <span className="flex-1" />
      <IconButton label="Close find" icon={<X aria-hidden />} onClick={onClose} />
    </div>
  );
};
