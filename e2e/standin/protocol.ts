import { guard } from './guard.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const privileged = new Set<string>();
const handlers = new Map<string, Handler>();
let sealed = false;

/** From now on no scheme may become privileged, as in Electron once the app is ready. */
export const sealSchemes = (): void => {
  sealed = true;
};

const SUFFIX = 'standin.invalid';

/** app://host/path as Chromium sees it here: https://host--app.standin.invalid/path. */
export const toChromium = (url: string): string => {
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url);
  const scheme = found?.[1]?.toLowerCase() ?? '';
  if (!found || !privileged.has(scheme)) return url;
  return `https://${found[2] || 'host'}--${scheme}.${SUFFIX}${found[3] || '/'}`;
};

/** The way back. */
export const fromChromium = (url: string): string =>
  url.replace(/^https:\/\/([^/]*?)--([a-z0-9+.-]+?)\.standin\.invalid/, '$2://$1');

/** What to intercept so that our schemes are answered here. */
export const SCHEME_PATTERN = `https://*.${SUFFIX}/*`;

/** The app's answer to a request of one of its schemes; null when it is not one of them. */
export const answer = async (url: string, method: string, headers: HeadersInit): Promise<Response | null> => {
  const address = fromChromium(url);
  if (address === url) return null;
  const handler = handlers.get(new URL(address).protocol.slice(0, -1));
  return handler ? handler(new Request(address, { method, headers })) : null;
};

export const protocol = guard('protocol', {
  registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string }[]): void {
    if (sealed) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle(scheme: string, handler: Handler): void {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme: string): void => void handlers.delete(scheme),
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
});

export const net = guard('net', {
  fetch: async (url: string): Promise<Response> => {
    const { protocol: scheme } = new URL(url);
    if (scheme !== 'file:') throw new Error(`stand-in: net.fetch of ${scheme} is not implemented`);
    const [{ readFile }, { fileURLToPath }] = await Promise.all([
      import('node:fs/promises'),
      import('node:url'),
    ]);
    return new Response(await readFile(fileURLToPath(url)));
  },
  isOnline: (): boolean => false,
});
