import { EventEmitter } from 'node:events';

type Params = Record<string, unknown>;

interface Answer {
  readonly method: string;
  resolve(result: Params): void;
  reject(problem: Error): void;
}

interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Params;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** A client of Chromium's DevTools protocol: commands with answers, events per session. */
export class Cdp extends EventEmitter {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, Answer>();
  private readonly sessions = new Map<string, EventEmitter>();
  private last = 0;

  private constructor(socket: WebSocket) {
    super();
    this.socket = socket;
    socket.addEventListener('message', (event) => this.handle(JSON.parse(String(event.data)) as Incoming));
    socket.addEventListener('close', () => {
      for (const answer of this.waiting.values()) answer.reject(new Error('stand-in: Chromium is gone'));
      this.waiting.clear();
      this.emit('closed');
    });
  }

  /** Connects to Chromium's browser endpoint. */
  static async open(url: string): Promise<Cdp> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error(`stand-in: no connection to ${url}`)));
    });
    return new Cdp(socket);
  }

  /** The events of one attached target. */
  session(id: string): EventEmitter {
    const events = new EventEmitter();
    this.sessions.set(id, events);
    return events;
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      // A closed socket takes what is sent and says nothing: nobody would ever answer.
      if (this.socket.readyState !== WebSocket.OPEN) {
        reject(new Error('stand-in: Chromium is gone'));
        return;
      }
      this.waiting.set(id, { method, resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    });
  }

  private handle(message: Incoming): void {
    if (message.id === undefined) {
      const target = message.sessionId ? this.sessions.get(message.sessionId) : this;
      target?.emit(message.method ?? '', message.params ?? {});
      return;
    }
    const answer = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error) answer?.reject(new Error(`${answer.method}: ${message.error.message}`));
    else answer?.resolve(message.result ?? {});
  }
}

const GONE = /Invalid InterceptionId|(Session|target) with given id|Chromium is gone/;

/** Waits for a command whose request, page or browser may be gone by now: then there was nothing left to do. */
export const unlessGone = async (sent: Promise<unknown>): Promise<void> => {
  try {
    await sent;
  } catch (problem) {
    if (!GONE.test(String(problem))) throw problem;
  }
};
