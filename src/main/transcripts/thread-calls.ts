/** The end of a channel to a worker thread, as either side sees it. */
export interface Port<Heard> {
  listen(hear: (message: Heard) => void): void;
  post(message: unknown): void;
}

/** What a worker answers: functions of one argument, by name. */
export type Handlers = Readonly<Record<string, (args: never) => unknown>>;

export interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: never;
}

export type Reply =
  | { readonly kind: 'reply'; readonly id: number; readonly value: never }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: string }
  | { readonly kind: 'event'; readonly event: never };

/** Answers calls that come over a port. What a handler throws is the caller's, with its stack as text. */
export const answerCalls = (port: Port<Request>, handlers: Handlers): void => {
  const answer = async ({ id, name, args }: Request): Promise<void> => {
    try {
      const handler = handlers[name];
      if (!handler) throw new Error(`The worker has no call "${name}".`);
      port.post({ kind: 'reply', id, value: await handler(args) });
    } catch (problem) {
      const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      port.post({ kind: 'problem', id, problem: text });
    }
  };
  port.listen((request: Request) => void answer(request));
};

/** Tells the other side something it did not ask for. */
export const tellEvent = (port: Port<Request>, event: unknown): void => port.post({ kind: 'event', event });

/** Calls over a port, typed by what the other side answers. */
export const callsOver = <Served extends Handlers, Event>(
  port: Port<Reply>,
  onEvent: (event: Event) => void,
) => {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (problem: Error) => void }>();
  let last = 0;
  const settle = (id: number) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    return waiter;
  };
  const hear = (listener: (event: never) => void, reply: Reply): void => {
    switch (reply.kind) {
      case 'reply':
        settle(reply.id)?.resolve(reply.value);
        return;
      case 'problem':
        settle(reply.id)?.reject(new Error(reply.problem));
        return;
      case 'event':
        listener(reply.event);
    }
  };
  port.listen((reply: Reply) => hear(onEvent, reply));
  return {
    ask<Name extends keyof Served & string>(
      name: Name,
      args: Parameters<Served[Name]>[0],
    ): Promise<Awaited<ReturnType<Served[Name]>>> {
      return new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        port.post({ id: last, name, args });
      });
    },
    /** The other side is gone: nobody will answer any more. */
    fail(problem: Error): void {
      for (const { reject } of waiting.values()) reject(problem);
      waiting.clear();
    },
  };
};
