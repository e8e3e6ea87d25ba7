import { timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Log } from '../machine/log.ts';
import type { Terminals } from '../terminals/terminals.ts';
import { logged } from './logged.ts';
import type { Router } from './router.ts';
import { serveTerminal } from './terminal-stream.ts';

export interface ListenerRooms {
  readonly router: Router;
  readonly terminals: Terminals;
  readonly runsFolder: string;
  readonly log: Log;
}

/** Who may come in. The local socket needs no token: the file system says who may open it. */
export type Entry =
  | { readonly kind: 'local' }
  | { readonly kind: 'browser'; readonly token: string; readonly rendererFolder: string };

const PAGE_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The content type of a page's file by its ending. */
export const pageType = (ending: string): string => PAGE_TYPES[ending] ?? 'application/octet-stream';

/** A frame or call larger than this is no message of ours. */
const MAX_MESSAGE = 8 * 1024 * 1024;

/** What a page of ours may load: itself, and nothing from anywhere else. `connect` names the sockets it may open. */
export const contentSecurityPolicy = (connect: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${connect === '' ? '' : ` ${connect}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The file a request means, or null when it points outside the folder. */
export const fileFor = (folder: string, path: string): string | null => {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = normalize(join(folder, decoded === '/' ? 'index.html' : decoded));
  return file.startsWith(folder + sep) ? file : null;
};

const hostIsOurs = (request: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');

const originIsOurs = (request: IncomingMessage): boolean =>
  request.headers.origin === `http://${request.headers.host ?? ''}`;

const tokenFits = (request: IncomingMessage, token: string): boolean => {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  const given = Buffer.from(offered[1] ?? '');
  const wanted = Buffer.from(token);
  return offered[0] === 'toc' && given.length === wanted.length && timingSafeEqual(given, wanted);
};

const mayEnter = (request: IncomingMessage, entry: Entry): boolean => {
  switch (entry.kind) {
    case 'local':
      return true;
    case 'browser':
      return hostIsOurs(request) && originIsOurs(request) && tokenFits(request, entry.token);
  }
};

const takesBrotli = (request: IncomingMessage): boolean =>
  /(^|,)\s*br\s*(,|$)/.test(request.headers['accept-encoding'] ?? '');

interface PageFile {
  readonly body: Buffer;
  readonly encoding: 'br' | null;
}

/** A file of the pages, as the build packed it where that is wanted and it did. */
const pageFile = async (file: string, packed: boolean): Promise<PageFile> => {
  if (packed) {
    try {
      return { body: await readFile(`${file}.br`), encoding: 'br' };
    } catch {
      // Not packed: a build for development.
    }
  }
  return { body: await readFile(file), encoding: null };
};

/** The names below assets carry a hash of what they hold: those never change. Every other is asked for again. */
const cacheFor = (folder: string, file: string): string =>
  file.startsWith(join(folder, 'assets') + sep) ? 'max-age=31536000, immutable' : 'no-store';

const servePages = (folder: string, log: Log): Server =>
  createServer((request, response) => {
    const refuse = (status: number): void => void response.writeHead(status).end();
    if (!hostIsOurs(request)) return refuse(421);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const file = fileFor(folder, new URL(request.url ?? '/', 'http://toc').pathname);
    if (file === null) return refuse(404);
    const packed = takesBrotli(request) && /\.(js|css)$/.test(file);
    pageFile(file, packed).then(
      ({ body, encoding }) =>
        response
          .writeHead(200, {
            'content-type': pageType(extname(file)),
            'content-length': body.length,
            ...(encoding === null ? {} : { 'content-encoding': encoding }),
            vary: 'accept-encoding',
            'content-security-policy': contentSecurityPolicy(`ws://${request.headers.host ?? ''}`),
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-resource-policy': 'same-origin',
            'cache-control': cacheFor(folder, file),
          })
          .end(body),
      (problem) => {
        log.info('page-not-found', { file: extname(file), problem: String(problem) });
        refuse(404);
      },
    );
  });

const bytesOf = (data: RawData): Uint8Array =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data;

const joinTerminal = (socket: WebSocket, run: string | null, rooms: ListenerRooms): void => {
  const road = {
    send: (frame: Uint8Array) => socket.send(frame),
    onFrame: (handle: (frame: Uint8Array) => void) =>
      void socket.on('message', (data, isBinary) => {
        if (isBinary) handle(bytesOf(data));
      }),
    onClose: (handle: () => void) => void socket.on('close', handle),
    close: () => socket.close(),
  };
  serveTerminal(road, run, rooms).catch((problem: unknown) => {
    rooms.log.error('terminal-road-failed', problem);
    socket.close();
  });
};

/** An HTTP server that upgrades `/rpc` and `/terminal?run=…`; for browsers it serves the pages too. Not listening yet. */
export const createListener = (rooms: ListenerRooms, entry: Entry): Server => {
  const server =
    entry.kind === 'browser'
      ? servePages(entry.rendererFolder, rooms.log)
      : createServer((_request, response) => void response.writeHead(404).end());
  const rpc = new RPCHandler(rooms.router, { interceptors: [logged(rooms.log)] });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('toc') ? 'toc' : false),
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://toc');
    if (!mayEnter(request, entry) || (url.pathname !== '/rpc' && url.pathname !== '/terminal')) {
      stream.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', (problem) => rooms.log.error('socket-failed', problem));
      if (url.pathname === '/terminal') joinTerminal(socket, url.searchParams.get('run'), rooms);
      else void rpc.upgrade(socket);
    });
  });
  server.on('close', () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  return server;
};

/** Ends a listener and every connection on it. */
export const closeListener = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.emit('close');
    server.closeAllConnections();
  });
