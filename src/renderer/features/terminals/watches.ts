/** A font that does not come may not make the first size wait for ever. */
const FONT_PATIENCE = 500;

/** One character of each face of the code font: a face that came later would change widths already measured. */
const SAMPLE = 'a\u2500\u2588\u25cf\u23f5';

export interface FontEvents {
  readonly onLoaded: (family: string) => void;
  /** It takes long; what there is must do until it comes. */
  readonly onLate: () => void;
}

/** Tells when the code font can be measured. */
export const whenFontLoaded = (
  host: HTMLElement,
  fontSize: number,
  { onLoaded, onLate }: FontEvents,
): (() => void) => {
  let over = false;
  const family = getComputedStyle(host).getPropertyValue('--font-code').trim() || 'monospace';
  const patience = setTimeout(onLate, FONT_PATIENCE);
  const finish = (): void => {
    clearTimeout(patience);
    if (!over) onLoaded(family);
  };
  document.fonts.load(`${fontSize}px ${family}`, SAMPLE).then(finish, finish);
  return () => {
    over = true;
    clearTimeout(patience);
  };
};

/** Calls back when the document's theme changed, before it is drawn. */
export const onThemeChange = (handle: () => void): (() => void) => {
  const observer = new MutationObserver(handle);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', handle);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', handle);
  };
};

/** Calls back when an element is drawn or no longer drawn: scrolled away, folded, or the whole window hidden. */
export const onVisibleChange = (element: HTMLElement, handle: (visible: boolean) => void): (() => void) => {
  let intersecting = true;
  const tell = (): void => handle(intersecting && document.visibilityState === 'visible');
  const observer = new IntersectionObserver((entries) => {
    intersecting = entries.at(-1)?.isIntersecting ?? intersecting;
    tell();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', tell);
  tell();
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', tell);
  };
};
