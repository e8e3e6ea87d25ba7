import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { contentSecurityPolicy, fileFor, pageType } from '../rpc/listener.ts';
import { isOurs, SCHEME } from './addresses.ts';

/** Must run before the app is ready. */
export const registerScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
};

const notFound = (): Response => new Response('Not found', { status: 404 });

/** Serves the built pages at app://toc/, each with the policy that keeps it to itself. */
export const serveScheme = (folder: string): void => {
  protocol.handle(SCHEME, async (request) => {
    if (!isOurs(request.url)) return notFound();
    const file = fileFor(folder, new URL(request.url).pathname);
    if (file === null) return notFound();
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          'content-type': pageType(extname(file)),
          'content-security-policy': contentSecurityPolicy(''),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
        },
      });
    } catch {
      return notFound();
    }
  });
};
