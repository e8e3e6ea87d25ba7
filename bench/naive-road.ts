import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { spawn, type IPty } from 'node-pty';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Program, Road } from './road.ts';

const HIGH = 512 * 1024;
const LOW = 128 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

const Said = z.union([z.object({ input: z.string() }), z.object({ parsed: z.number() })]);

const servePages = (folder: string) =>
  createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://naive').pathname;
    readFile(join(folder, path === '/' ? 'index.html' : path)).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html' }).end(body),
      () => response.writeHead(404).end(),
    );
  });

/**
 * What one writes first: every read of the pty is a message, whoever is looked at; the program is paused
 * while 512 kB are not parsed yet. Pages and ptys in one process, no screen kept.
 */
export const openNaiveRoad = async (pages: string): Promise<Road> => {
  const server = servePages(pages);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const ptys = new Map<string, IPty>();
  server.on('upgrade', (request, stream, head) =>
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const pty = ptys.get(new URL(request.url ?? '/', 'http://naive').searchParams.get('run') ?? '');
      let inFlight = 0;
      pty?.onData((chunk) => {
        const bytes = Buffer.from(chunk);
        inFlight += bytes.length;
        if (inFlight > HIGH) pty.pause();
        socket.send(bytes);
      });
      socket.on('message', (data) => {
        const said = Said.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''));
        if ('input' in said) return pty?.write(said.input);
        inFlight -= said.parsed;
        if (inFlight < LOW) pty?.resume();
      });
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  let count = 0;
  return {
    url: `http://127.0.0.1:${port}/?road=naive`,
    start: async ({ file, args }: Program) => {
      count += 1;
      const runId = `naive-${count}`;
      ptys.set(runId, spawn(file, [...args], { encoding: null, cols: 100, rows: 30 }));
      return runId;
    },
    async stopAll() {
      for (const pty of ptys.values()) pty.kill();
      ptys.clear();
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    },
  };
};
