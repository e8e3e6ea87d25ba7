import { KnownEvents } from './guard.ts';

/** The far end of a port, in a page. */
export interface FarPort {
  post(data: unknown): void;
  close(): void;
}

const cloned = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
};

/** Electron's end of a MessageChannel in main. Its other end is in main too, or in a page. */
export class MessagePortMain extends KnownEvents {
  peer: MessagePortMain | null = null;
  far: FarPort | null = null;
  private readonly waiting: unknown[] = [];
  private started = false;
  private closed = false;

  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  start(): void {
    this.started = true;
    for (const data of this.waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('stand-in: ports over ports are not implemented');
    const data = cloned(message);
    if (this.closed) return;
    if (this.far) this.far.post(data);
    else setImmediate(() => this.peer?.receive(data));
  }

  close(): void {
    if (this.closed) return;
    this.far?.close();
    const { peer } = this;
    this.gone();
    setImmediate(() => peer?.gone());
  }

  /** Hands this end to a page: the other end now talks to the page. What waited here goes along. */
  moveTo(far: FarPort): MessagePortMain {
    const { peer } = this;
    if (!peer || this.far)
      throw new Error('stand-in: only a port of a MessageChannelMain can be transferred');
    peer.far = far;
    peer.peer = null;
    for (const data of this.waiting.splice(0)) far.post(data);
    return peer;
  }

  receive(data: unknown): void {
    if (this.closed) return;
    if (this.started) this.emit('message', { data, ports: [] });
    else this.waiting.push(data);
  }

  gone(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}

/** Two ports that talk to each other. */
export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
