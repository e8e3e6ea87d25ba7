import type { News } from '#shared/contract/system.ts';

/** One listener's queue may not grow without end: a window that sleeps reads afresh when it wakes. */
const LIMIT = 1000;

/** Where news come in from every service and go out to every connected window. */
export const createNews = () => {
  const listeners = new Set<(news: News) => void>();
  return {
    publish(news: News): void {
      for (const listener of listeners) listener(news);
    },
    /** Calls for every piece of news, in this process. */
    listen: (listener: (news: News) => void): void => void listeners.add(listener),
    /** How many windows listen now. */
    listening: (): number => listeners.size,
    /** News until the signal; the first one is `hello`, so that the caller knows it misses nothing from here on. */
    async *subscribe(signal: AbortSignal | undefined): AsyncGenerator<News, void> {
      const waiting: News[] = [{ kind: 'hello' }];
      let wake: () => void = () => {};
      const listener = (news: News): void => {
        if (waiting.length < LIMIT) waiting.push(news);
        wake();
      };
      const stop = (): void => wake();
      listeners.add(listener);
      signal?.addEventListener('abort', stop);
      try {
        while (signal?.aborted !== true) {
          const next = waiting.shift();
          if (next) yield next;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        listeners.delete(listener);
        signal?.removeEventListener('abort', stop);
      }
    },
  };
};

export type NewsHub = ReturnType<typeof createNews>;
