import { SessionId } from '#shared/contract/ids.ts';

/** How this page reaches main, and what lets it in. */
export type Face =
  | { readonly kind: 'electron' }
  | { readonly kind: 'browser'; readonly token: string }
  /** A browser that did not open the address `toc serve` printed. */
  | { readonly kind: 'stranger' };

declare global {
  interface Window {
    /** Set by the preload of the electron face. */
    readonly toc?: { readonly face: 'electron' };
  }
}

const KEPT_AS = 'toc-token';

/**
 * Finds out the face. A token in the address moves to the tab's own storage and leaves the address, so that
 * it is in no history and no copied link.
 */
export const readFace = (): Face => {
  if (window.toc?.face === 'electron') return { kind: 'electron' };
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    sessionStorage.setItem(KEPT_AS, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = given ?? sessionStorage.getItem(KEPT_AS);
  return token === null ? { kind: 'stranger' } : { kind: 'browser', token };
};

/** The session that the address asks for, once: a window opened for it begins with it, a reload does not. */
export const takeAskedSession = (): SessionId | null => {
  const asked = new URLSearchParams(location.hash.slice(1)).get('session');
  if (asked === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return SessionId.safeParse(asked).data ?? null;
};
