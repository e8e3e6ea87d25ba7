import { EventEmitter } from 'node:events';

export interface Call {
  readonly api: string;
  readonly args: readonly unknown[];
}

/** What the app asked of the desktop, in order; tests read it as `globalThis.standIn.calls`. */
export const calls: Call[] = [];

const copy = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
};

/** Remembers a call whose effect nobody can see here. */
export const record = (api: string, ...args: unknown[]): void => {
  calls.push({ api, args: args.map(copy) });
};

/** Properties that engines, promises and debuggers ask of anything. */
const ASKED_OF_ALL = new Set(['then', 'toJSON', 'constructor', 'inspect', 'nodeType', 'asymmetricMatch']);

/** What is not implemented says so, instead of being undefined. */
export const guard = <Thing extends object>(name: string, thing: Thing): Thing =>
  new Proxy(thing, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || ASKED_OF_ALL.has(key)) {
        return Reflect.get(target, key, receiver) as unknown;
      }
      throw new Error(`stand-in: electron.${name}.${key} is not implemented`);
    },
  });

/** An emitter that refuses to be asked for an event it does not know. */
export class KnownEvents extends EventEmitter {
  readonly subject: string;
  readonly known: ReadonlySet<string>;

  constructor(subject: string, known: readonly string[]) {
    super();
    this.subject = subject;
    this.known = new Set([...known, 'newListener', 'removeListener', 'error']);
  }

  override on(event: string | symbol, listener: (...args: never[]) => void): this {
    if (typeof event === 'string' && !this.known.has(event)) {
      throw new Error(`stand-in: ${this.subject} has no event '${event}' here`);
    }
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override addListener(event: string | symbol, listener: (...args: never[]) => void): this {
    return this.on(event, listener);
  }
}

/** An event that a listener may veto. */
export const vetoable = <Extra extends object>(extra: Extra) => ({
  ...extra,
  defaultPrevented: false,
  preventDefault(): void {
    this.defaultPrevented = true;
  },
});
