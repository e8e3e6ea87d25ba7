import { useLayoutEffect, useState, type ReactNode } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { PaneFrame } from './pane-frame.tsx';
import { Pane } from './pane.tsx';
import { createPump, windowClock } from './pump.ts';
import { createScreens } from './screens.ts';
import { paneLayout, type PaneArea, type PanePlace } from './split.ts';

export { fetchScreens } from './screens.ts';
export { splitRefusal } from './split.ts';

export interface TerminalPanesProps {
  readonly panes: readonly Session[];
  readonly focused: SessionId | null;
  readonly onFocus: (id: SessionId) => void;
  readonly onClose: (id: SessionId) => void;
  /** A link in a terminal was opened; it is http or https. Whoever gets it asks before it leaves. */
  readonly onLink: (url: string) => void;
  readonly head: (session: Session, focused: boolean) => ReactNode;
  /** A line between head and screen; null for none. */
  readonly strip: (session: Session) => ReactNode | null;
  /** What a session shows that has no terminal; null for one that has. */
  readonly instead: (session: Session) => ReactNode | null;
  readonly fontSize: number;
  /** Every pane's readable copy follows closely, not only the focused one's. */
  readonly readable: boolean;
}

/** Shares of a hundred that were added up are not exactly a hundred. */
const END = 99.9;

const linesOf = (place: PanePlace | undefined) => ({
  right: place !== undefined && place.left + place.width < END,
  below: place !== undefined && place.top + place.height < END,
});

/** The width and height of an element, kept current. */
const useArea = (element: HTMLElement | null): Omit<PaneArea, 'fontSize'> => {
  const [area, setArea] = useState({ width: 0, height: 0 });
  // Before the first paint: a pane that is drawn at a wrong place first would resize its program twice.
  useLayoutEffect(() => {
    if (!element) return undefined;
    const measure = (): void => setArea({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return area;
};

/** The open terminals, side by side or stacked so that each keeps its columns. */
export const TerminalPanes = (props: TerminalPanesProps) => {
  const { panes, focused, onFocus, onClose, onLink, head, strip, instead, fontSize, readable } = props;
  const [pump] = useState(() => createPump(windowClock()));
  const [screens] = useState(createScreens);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const area = useArea(element);
  const places = paneLayout({ ...area, fontSize }, panes.length);
  return (
    <div ref={setElement} className="relative h-full min-h-0 w-full overflow-hidden">
      {panes.map((session, index) => {
        const place = places[index];
        const frame = {
          title: session.title,
          focused: session.id === focused,
          head: head(session, session.id === focused),
          strip: strip(session),
          oneOfMany: panes.length > 1,
          lines: linesOf(place),
          style: {
            left: `${place?.left ?? 0}%`,
            top: `${place?.top ?? 0}%`,
            width: `${place?.width ?? 100}%`,
            height: `${place?.height ?? 100}%`,
          },
          onFocus: () => onFocus(session.id),
          onClose: () => onClose(session.id),
        };
        const other = instead(session);
        return other === null ? (
          <Pane
            key={session.id}
            {...frame}
            runId={session.run.id}
            readable={readable}
            fontSize={fontSize}
            pump={pump}
            screens={screens}
            onLink={onLink}
          />
        ) : (
          <PaneFrame key={session.id} {...frame} label={`Watch ${session.title}`}>
            {other}
          </PaneFrame>
        );
      })}
    </div>
  );
};
