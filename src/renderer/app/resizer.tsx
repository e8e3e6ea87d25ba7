import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

export interface ResizerProps {
  readonly label: string;
  readonly width: number;
  readonly least: number;
  readonly most: number;
  readonly normal: number;
  /** Which side of the border the sized region is on. */
  readonly side: 'left' | 'right';
  readonly onResize: (width: number) => void;
}

const STEP = 8;

/** A border that can be dragged, moved with the arrow keys, and reset by a double click. */
export const Resizer = ({ label, width, least, most, normal, side, onResize }: ResizerProps) => {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const direction = side === 'left' ? 1 : -1;
  const resize = (next: number): void => onResize(Math.round(Math.min(most, Math.max(least, next))));
  const handleMove = (event: PointerEvent): void => {
    if (from.current) resize(from.current.width + direction * (event.clientX - from.current.x));
  };
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize(width + direction * step);
  };
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width };
      }}
      onPointerMove={handleMove}
      onPointerUp={() => {
        from.current = null;
      }}
      onDoubleClick={() => onResize(normal)}
      onKeyDown={handleKey}
      className={`absolute inset-y-0 z-10 w-[7px] cursor-col-resize touch-none hover:bg-accent/30 narrow:hidden ${side === 'left' ? '-right-[4px]' : '-left-[4px]'}`}
    />
  );
};
