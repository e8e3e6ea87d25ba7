import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { brotliCompressSync } from 'node:zlib';
import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { SessionId } from '#shared/contract/ids.ts';
import { silentLog } from '../machine/log.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { closeListener, createListener, fileFor, type Entry } from './listener.ts';
import { connectLocal, type Client } from './local-client.ts';
import { servePort } from './message-port.ts';
import { testRouter } from './test-support/services.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

const TOKEN = 'x'.repeat(43);

const pages = (): string => {
  const folder = testFolder('toc-pages-');
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>toc</title>');
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets/a-1234.js'), 'plain');
  writeFileSync(join(folder, 'assets/a-1234.js.br'), brotliCompressSync('packed'));
  writeFileSync(join(folder, 'assets/b-1234.css'), 'plain');
  return folder;
};

const listening = async (entry: Entry, at: { port: number; host: string } | { path: string }) => {
  const made = testRouter();
  const rooms = { router: made.router, terminals: made.rooms.terminals, runsFolder: made.rooms.runsFolder };
  const server = createListener({ ...rooms, log: silentLog }, entry);
  server.listen(at);
  await once(server, 'listening');
  open.push(() => closeListener(server));
  const address = server.address();
  return { ...made, server, port: typeof address === 'object' && address ? address.port : 0 };
};

const browser = () =>
  listening({ kind: 'browser', token: TOKEN, rendererFolder: pages() }, { port: 0, host: '127.0.0.1' });

const local = async () => {
  const path = join(testFolder('toc-s-'), 'main.sock');
  const made = await listening({ kind: 'local' }, { path });
  const client = await connectLocal(path);
  if (!client) throw new Error('nobody answers');
  open.push(() => client.close());
  return { ...made, client };
};

const fetched = (port: number, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; csp: string | undefined; headers: IncomingHttpHeaders }>(
    (resolve, reject) => {
      request({ port, host: '127.0.0.1', path, headers }, (response) => {
        response.resume();
        const csp = response.headers['content-security-policy'];
        resolve({
          status: response.statusCode ?? 0,
          csp: typeof csp === 'string' ? csp : undefined,
          headers: response.headers,
        });
      })
        .on('error', reject)
        .end();
    },
  );

const socketTo = async (port: number, token: string, origin: string): Promise<string> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['toc', token], { origin });
  open.push(() => socket.terminate());
  return new Promise((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('error', (problem) => resolve(problem.message));
  });
};

test('a page comes with its policy, and nothing outside the folder comes at all', async () => {
  const { port } = await browser();
  const page = await fetched(port, '/');
  expect(page.status).toBe(200);
  expect(page.csp).toContain("default-src 'none'; script-src 'self'");
  expect(page.csp).not.toContain('unsafe-eval');
  expect((await fetched(port, '/..%2f..%2fetc/passwd')).status).toBe(404);
  expect((await fetched(port, '/', { host: 'evil.example' })).status).toBe(421);
  expect([
    fileFor('/r', '/%2e%2e/x'),
    fileFor('/r', '/a/b.js'),
    fileFor('/r', '/%'),
    fileFor('/r', '/%00'),
  ]).toEqual([null, '/r/a/b.js', null, null]);
});

test('scripts and styles come packed to who takes that; only names with a hash are kept for good', async () => {
  const { port } = await browser();
  const asked = async (path: string, accepted: string) => {
    const headers = { 'accept-encoding': accepted };
    const { headers: got } = await fetched(port, path, headers);
    return [got['content-encoding'], got['content-length'], got['cache-control']];
  };
  const good = 'max-age=31536000, immutable';
  expect([
    await asked('/assets/a-1234.js', 'gzip, deflate, br, zstd'),
    await asked('/assets/a-1234.js', 'gzip'),
    await asked('/assets/b-1234.css', 'br'),
    await asked('/', 'br'),
  ]).toEqual([
    ['br', String(brotliCompressSync('packed').length), good],
    [undefined, '5', good],
    [undefined, '5', good],
    [undefined, '33', 'no-store'],
  ]);
});

test('a socket needs the token and the page’s own origin', async () => {
  const { port } = await browser();
  const ours = `http://127.0.0.1:${port}`;
  const refused = 'Unexpected server response: 401';
  expect([
    await socketTo(port, TOKEN, ours),
    await socketTo(port, `${TOKEN.slice(1)}y`, ours),
    await socketTo(port, TOKEN, 'http://evil.example'),
    await socketTo(port, 'none', ours),
  ]).toEqual(['open', refused, refused, refused]);
});

test('the local socket answers the contract’s calls', async () => {
  const { client } = await local();
  expect((await client.calls.system.info()).version).toBe('0.0.0');
  expect(await client.calls.sessions.list()).toEqual([]);
});

test('an expected refusal arrives typed, with its facts; input is checked; a bug tells nothing', async () => {
  const { client } = await local();
  const missing = await safe(
    client.calls.sessions.stop({
      sessionId: SessionId.parse('01930000-0000-7000-8000-000000000001'),
    }),
  );
  expect(missing.error && isDefinedError(missing.error) && missing.error.code).toBe('SESSION_NOT_FOUND');
  const folder = await safe(client.calls.system.addWorkspace({ path: '/nowhere/at/all' }));
  expect(folder.error && isDefinedError(folder.error) && folder.error.data).toMatchObject({
    path: '/nowhere/at/all',
  });
  const wrong = await safe(client.calls.system.addWorkspace({ path: '' }));
  expect(wrong.error).toMatchObject({ code: 'BAD_REQUEST' });
  const bug = await safe(
    (async () => {
      for await (const one of await client.calls.system.serve({ port: 0, token: null })) return one;
      return null;
    })(),
  );
  expect(bug.error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  expect(String(bug.error)).not.toContain('secret');
});

test('news reach a client, and a dropped socket leaves no listener behind', async () => {
  const { client, news } = await local();
  const stream = await client.calls.system.news();
  expect((await stream.next()).value).toEqual({ kind: 'hello' });
  news.publish({ kind: 'agents-changed' });
  expect((await stream.next()).value).toEqual({ kind: 'agents-changed' });
  expect(news.listening()).toBe(1);
  const cut = stream.next().catch((problem: unknown) => problem);
  client.close();
  await cut;
  await expect.poll(() => news.listening()).toBe(0);
});

test('what a window shows is heard, and forgotten when its news end', async () => {
  const { client, attention } = await local();
  const looking = vi.spyOn(attention, 'looking');
  const gone = vi.spyOn(attention, 'gone');
  const window = '0193a8c0-0000-4000-8000-0000000000aa';
  const shown = [SessionId.parse('0193a8c0-0000-7000-8000-000000000001')];
  const stream = await client.calls.system.news({ window });
  await stream.next();
  await client.calls.system.looking({ window, sessions: shown });
  expect([looking.mock.calls, gone.mock.calls]).toEqual([[[window, shown]], []]);
  const cut = stream.next().catch((problem: unknown) => problem);
  client.close();
  await cut;
  await expect.poll(() => gone.mock.calls).toEqual([[window]]);
});

test('a port answers too, survives nonsense, and leaves no listener when it closes', async () => {
  const { router, news } = testRouter();
  const { port1, port2 } = new MessageChannel();
  open.push(() => port1.close());
  const main = {
    on: (event: string, handle: (event: { data: unknown }) => void) =>
      event === 'close'
        ? port2.on('close', () => handle({ data: null }))
        : port2.on('message', (data: unknown) => handle({ data })),
    postMessage: (data: unknown) => port2.postMessage(data),
    start: () => port2.start(),
    close: () => port2.close(),
  };
  servePort(main, router, silentLog);
  for (const nonsense of ['{', 'null nonsense', 7, null, { a: 1 }, new Uint8Array(3)])
    port1.postMessage(nonsense);
  const client: Client = createORPCClient(new RPCLink({ port: port1 }));
  port1.start();
  expect((await client.system.info()).version).toBe('0.0.0');
  const stream = await client.system.news();
  await stream.next();
  expect(news.listening()).toBe(1);
  port1.close();
  await expect.poll(() => news.listening()).toBe(0);
});
