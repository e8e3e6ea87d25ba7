import type { Session } from '#shared/contract/sessions.ts';
import { wants } from '#shared/notice-words.ts';
import { Keys } from '#renderer/ui/button.tsx';
import { StatusGlyph } from '#renderer/ui/glyph.tsx';

/** The one place that names the session that needs a person next, and goes there. */
export const NextWaiting = ({
  session,
  keys,
  onOpen,
}: {
  readonly session: Session;
  readonly keys: string | undefined;
  readonly onOpen: () => void;
}) => {
  const wish = wants(session.status.cause);
  return (
    <button
      type="button"
      title={`Next: ${session.title} ${wish}`}
      onClick={onOpen}
      className="-ml-1 flex h-6 min-w-16 shrink items-center gap-2 rounded-sm px-1 hover:bg-hover active:bg-press"
    >
      <StatusGlyph word="Waiting" />
      <span className="truncate">
        <span className="narrow:sr-only">Next: </span>
        <b className="font-semibold">{session.title}</b> {wish}
      </span>
      {keys !== undefined && <Keys>{keys}</Keys>}
    </button>
  );
};
