/** The scheme the window's pages come from; nothing else is ever loaded. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://toc`;
export const PAGE = `${ORIGIN}/index.html`;

/** Whether an address is a page of ours. Pure. */
export const isOurs = (address: string): boolean => {
  try {
    const url = new URL(address);
    return url.protocol === `${SCHEME}:` && url.host === 'toc';
  } catch {
    return false;
  }
};

/** The address to open outside, normalised; null for everything but http and https. Pure. */
export const outsideLink = (address: string): string | null => {
  try {
    const url = new URL(address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
};
