import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { openFace, startServe, usable, type Face } from './support/face.ts';
import { createWorld, type World } from './support/world.ts';

interface Opened {
  readonly world: World;
  readonly face: Face;
  readonly page: Page;
}

/** What a page may do does not depend on what another test did to it: these share one app, each on a page loaded anew. */
test.describe('a page', () => {
  test.describe.configure({ mode: 'default' });
  let opened: Opened | null = null;

  test.beforeAll(async ({ kind, browser }) => {
    const world = await createWorld();
    const face = openFace(kind, world, browser);
    opened = { world, face, page: await face.open() };
  });

  test.afterAll(async () => {
    await opened?.face.close();
    expect(await opened?.world.close()).toEqual([]);
  });

  const fresh = async (): Promise<Page> => {
    if (!opened) throw new Error('The app did not open.');
    await opened.page.reload();
    return usable(opened.page);
  };
  const windows = (): readonly Page[] => opened?.face.app()?.windows() ?? [];

  test('the page has no Node, no Electron and no script but its own', async () => {
    const page = await fresh();
    const found = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      const names = ['require', 'process', 'module', 'electron', 'Buffer', 'global', 'injected'];
      return names.filter((name) => name in window);
    });
    expect(found).toEqual([]);
  });

  test('foreign scripts, frames, pictures and connections are refused by the policy', async () => {
    const page = await fresh();
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { refused: seen });
      document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
      const add = (name: string, src: string): void => {
        const element = document.createElement(name);
        element.setAttribute('src', src);
        document.body.append(element);
      };
      add('script', 'https://example.com/x.js');
      add('iframe', 'https://example.com/');
      add('img', 'https://example.com/x.png');
      fetch('https://example.com/').catch(() => {});
    });
    const refused = (): Promise<unknown> =>
      page.evaluate(() =>
        'refused' in window && window.refused instanceof Set ? [...window.refused].map(String).sort() : [],
      );
    await expect.poll(refused).toEqual(['connect-src', 'frame-src', 'img-src', 'script-src-elem']);
  });

  test('the window does not navigate away and opens no other window', async ({ kind }) => {
    test.skip(kind === 'browser', 'a browser tab is the browser’s to steer');
    const page = await fresh();
    const address = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await page.evaluate(() => void window.open('https://example.com/'));
    await page.getByRole('button', { name: 'Doctor' }).click();
    expect(page.url()).toBe(address);
    await expect.poll(() => windows().length).toBe(1);
  });

  test('a page gets no camera, place or notification', async ({ kind }) => {
    test.skip(kind === 'browser', 'a browser asks its own person');
    const page = await fresh();
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone'] as const;
      const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
      return found.map(({ state }) => state);
    });
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied']);
  });
});

/** The status that a request to the served address gets. */
const status = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

/** The first line that an attempt to open a WebSocket gets; empty when the socket is just closed. */
const upgrade = (port: number, lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write([...lines, '', ''].join('\r\n')));
    let heard = '';
    socket.on('data', (data) => (heard += String(data)));
    socket.on('data', () => socket.end());
    socket.on('close', () => resolve(heard.split('\r\n')[0] ?? ''));
    socket.on('error', reject);
  });

test('toc serve refuses a wrong host, a wrong origin and a wrong token', async ({ world, kind }) => {
  test.skip(kind === 'electron', 'toc serve is the browser’s');
  const { child, url } = await startServe(world);
  const { port, hash } = new URL(url);
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  const base = `http://127.0.0.1:${port}/`;
  expect(await status(base, {})).toBe(200);
  expect(await status(base, { host: 'evil.example' })).toBe(421);
  const ask = (origin: string, offered: string): Promise<string> =>
    upgrade(Number(port), [
      'GET /rpc HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Origin: ${origin}`,
      `Sec-WebSocket-Protocol: toc, ${offered}`,
    ]);
  expect(await ask(`http://127.0.0.1:${port}`, token)).toContain('101');
  expect(await ask('https://evil.example', token)).not.toContain('101');
  expect(await ask(`http://127.0.0.1:${port}`, 'a'.repeat(43))).not.toContain('101');
  child.kill('SIGTERM');
});
