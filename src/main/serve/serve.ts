import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { ORPCError } from '@orpc/client';
import { awaitSuccessor, claimHome } from '../boot/home.ts';
import { systemClock } from '../machine/clock.ts';
import { pathsFor } from '../machine/paths.ts';
import type { LocalClient } from '../rpc/local-client.ts';
import type { CommandContext } from './reports.ts';
import { bootHere, windowless } from './with-main.ts';

interface ServeRequest {
  readonly port: number;
  readonly open: boolean;
}

/** How one stretch of serving ended. */
type Ending = 'interrupted' | 'handed-over' | 'main-gone';

const openBrowser = (url: string): void => {
  const child = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], {
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => {
    // No browser to open with: the address stands on the screen.
  });
  child.unref();
};

const inUse = (port: number): Error =>
  new Error(`Port ${port} is in use. Choose another with --port, or leave it out.`);

/** Serves from a main of our own until Ctrl-C, or until a window asks for TOC_HOME. */
const serveHere = async (
  lock: { release(): void },
  request: { port: number; token: string },
  announce: (url: string) => void,
  interrupted: Promise<'interrupted'>,
): Promise<Ending> => {
  let handOver = (): void => {};
  const handedOver = new Promise<'handed-over'>((resolve) => {
    handOver = () => resolve('handed-over');
  });
  const main = await bootHere(
    windowless('browser', () => {
      // The answer must leave before its socket closes.
      setTimeout(handOver, 50);
      return true;
    }),
    lock,
  );
  try {
    const serving = await main.serve(request.port, request.token);
    if (!serving.ok) throw inUse(request.port);
    announce(serving.value.url);
    const ending = await Promise.race([interrupted, handedOver]);
    await serving.value.close();
    return ending;
  } finally {
    await main.close();
  }
};

/** Serves from the main there is, for as long as both live. */
const serveThere = async (
  client: LocalClient,
  request: { port: number; token: string },
  announce: (url: string) => void,
  interrupted: Promise<'interrupted'>,
): Promise<Ending> => {
  try {
    const addresses = await client.calls.system.serve(request);
    for await (const { url } of addresses) {
      announce(url);
      return await Promise.race([interrupted, client.closed.then(() => 'main-gone' as const)]);
    }
    return 'main-gone';
  } catch (problem) {
    if (problem instanceof ORPCError && problem.code === 'PORT_IN_USE') throw inUse(request.port);
    if (problem instanceof Error && problem.name === 'AbortError') return 'main-gone';
    throw problem;
  } finally {
    client.close();
  }
};

/**
 * `toc serve`: the window in a browser. It is the main of TOC_HOME where there is none, and a guest of
 * the window's main where there is one. When the window takes over or goes away it serves on, at the same
 * address, from whatever main there is then.
 */
export const serve = async (request: ServeRequest, context: CommandContext): Promise<number> => {
  const token = randomBytes(32).toString('base64url');
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(
    () => 'interrupted' as const,
  );
  let port = request.port;
  let announced = false;
  const announce = (url: string): void => {
    if (announced) return;
    announced = true;
    port = Number(new URL(url).port);
    context.print(`toc is at ${url}\n`);
    if (request.open) openBrowser(url);
  };
  for (;;) {
    const role = await claimHome(pathsFor(process.env), systemClock);
    if (role.kind === 'client' && role.info.face === 'command') {
      // It holds TOC_HOME for the length of one question.
      await role.client.closed;
      continue;
    }
    const wanted = { port, token };
    const ending =
      role.kind === 'main'
        ? await serveHere(role.lock, wanted, announce, interrupted)
        : await serveThere(role.client, wanted, announce, interrupted);
    if (ending === 'interrupted') return 0;
    if (ending === 'handed-over')
      await Promise.race([interrupted, awaitSuccessor(pathsFor(process.env), systemClock)]);
  }
};
