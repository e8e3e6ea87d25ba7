const FOCUSABLE = '[tabindex="0"], a[href], button:not(:disabled), input:not(:disabled), select, textarea';

const isDrawn = ({ offsetParent }: HTMLElement): boolean => offsetParent !== null;

/** Moves the focus to the next region: sidebar, main, details. In each to what had it, or to what comes first. */
export const focusRegion = (by: 1 | -1): void => {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isDrawn);
  if (regions.length === 0) return;
  // The details stand inside main: the innermost region that holds the focus is the one to leave.
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[at < 0 ? 0 : (at + by + regions.length) % regions.length];
  const within = next?.querySelector<HTMLElement>(
    '[aria-selected="true"][tabindex="0"], textarea.xterm-helper-textarea',
  );
  const first = [...(next?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].find(isDrawn);
  (within ?? first)?.focus();
};
