import type { EventEmitter } from 'node:events';
import { guard } from './guard.ts';
import { ipcMain } from './ipc.ts';
import type { ToMain, ToPage } from './messages.ts';
import { PRELOAD_WORLD } from './page/scripts.ts';
import { MessagePortMain, type FarPort } from './ports.ts';
import { createValues } from './values.ts';

interface Surroundings {
  command(method: string, params: Record<string, unknown>): Promise<unknown>;
  /** Who sent a message: the fields of an IPC event. */
  sender(): object;
  preloadFailed(text: string): void;
  /** The page asks for a window. */
  opens(wanted: { readonly url: string; readonly windowName: string }): void;
}

interface ContextCreated {
  readonly context: {
    readonly id: number;
    readonly name: string;
    readonly auxData?: { readonly frameId?: string };
  };
}

const values = createValues({
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
});

/** Chromium reads larger expressions more slowly, byte for byte. */
const BATCH = 256 * 1024;

/** Messages in order, packed into few texts of about BATCH characters. */
const batches = (messages: readonly ToPage[]): readonly string[] => {
  const full: string[][] = [];
  let length = BATCH;
  for (const text of messages.map(values.write)) {
    if (length >= BATCH) {
      full.push([]);
      length = 0;
    }
    full.at(-1)?.push(text);
    length += text.length;
  }
  return full.map((texts) => `[${texts.join(',')}]`);
};

let lastPort = 0;

/** The road between main and the preload's world of one page: messages, calls and ports, in order. */
export class PageRoad {
  private readonly around: Surroundings;
  private readonly ports = new Map<string, MessagePortMain>();
  private readonly leaving: ToPage[] = [];
  private world: number | null = null;

  constructor(around: Surroundings) {
    this.around = around;
  }

  listen(events: EventEmitter, frameId: string): void {
    events.on('Runtime.executionContextCreated', ({ context }: ContextCreated) => {
      if (context.name === PRELOAD_WORLD && context.auxData?.frameId === frameId) this.world = context.id;
    });
    events.on('Runtime.executionContextDestroyed', (details: { executionContextId: number }) => {
      if (details.executionContextId === this.world) this.gone();
    });
    events.on('Runtime.executionContextsCleared', () => this.gone());
    events.on(
      'Runtime.bindingCalled',
      (call: { name: string; payload: string; executionContextId: number }) => {
        if (call.name !== 'standInSend') return;
        this.world ??= call.executionContextId;
        for (const message of values.read(call.payload) as ToMain[]) void this.handle(message);
      },
    );
  }

  send(channel: string, args: readonly unknown[]): void {
    this.push({ kind: 'event', channel, args: structuredClone(args), ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[]): void {
    const ports = transfer.map((port) => {
      lastPort += 1;
      const id = `main-${lastPort}`;
      this.ports.set(id, port.moveTo(this.far(id)));
      return id;
    });
    this.push({ kind: 'event', channel, args: [structuredClone(message)], ports });
  }

  /** Reload, navigation or close: every port of that page closes on our side. */
  gone(): void {
    this.world = null;
    this.leaving.length = 0;
    for (const id of this.ports.keys()) this.portGone(id);
  }

  private async handle(message: ToMain): Promise<void> {
    switch (message.kind) {
      case 'send':
        ipcMain.emit(message.channel, { ...this.around.sender(), ports: [] }, ...message.args);
        return;
      case 'post': {
        const ports = message.ports.map((id) => this.fromPage(id));
        ipcMain.emit(message.channel, { ...this.around.sender(), ports }, message.message);
        return;
      }
      case 'invoke':
        this.push({ kind: 'reply', id: message.id, ...(await this.invoke(message)) });
        return;
      case 'port':
        this.ports.get(message.id)?.receive(message.data);
        return;
      case 'port-closed':
        this.portGone(message.id);
        return;
      case 'open':
        this.around.opens(message);
        return;
      case 'preload-error':
        this.around.preloadFailed(message.text);
    }
  }

  private async invoke(call: {
    channel: string;
    args: readonly unknown[];
  }): Promise<{ ok: boolean; value: unknown }> {
    const handler = ipcMain.handlers.get(call.channel);
    try {
      if (!handler) throw new Error(`No handler registered for '${call.channel}'`);
      return { ok: true, value: structuredClone(await handler(this.around.sender(), ...call.args)) };
    } catch (problem) {
      return { ok: false, value: `Error invoking remote method '${call.channel}': ${String(problem)}` };
    }
  }

  private far(id: string): FarPort {
    return {
      post: (data) => this.push({ kind: 'port', id, data }),
      close: () => {
        this.ports.delete(id);
        this.push({ kind: 'port-closed', id });
      },
    };
  }

  private fromPage(id: string): MessagePortMain {
    const port = new MessagePortMain();
    port.far = this.far(id);
    this.ports.set(id, port);
    return guard('MessagePortMain', port);
  }

  private portGone(id: string): void {
    const port = this.ports.get(id);
    this.ports.delete(id);
    port?.gone();
  }

  private push(message: ToPage): void {
    if (this.world === null) return;
    this.leaving.push(message);
    if (this.leaving.length === 1) setImmediate(() => this.flush());
  }

  private flush(): void {
    if (this.world === null) return;
    for (const batch of batches(this.leaving.splice(0))) {
      this.around
        .command('Runtime.evaluate', {
          contextId: this.world,
          expression: `standInReceive(${JSON.stringify(batch)})`,
        })
        .catch(() => {
          // The page went away meanwhile, and its messages with it.
        });
    }
  }
}
