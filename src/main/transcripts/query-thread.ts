import type { Log } from '../machine/log.ts';
import type { Answers } from './answers.ts';
import { openThread, type StartThread, type Thread } from './thread.ts';

/** The query worker's thread, started when first asked, and anew when it died. */
export const createQueryThread = (
  rooms: { readonly store: string; readonly log: Log },
  startThread: StartThread,
) => {
  let thread: Thread<Answers, never> | null = null;
  let isClosed = false;
  const get = (): Thread<Answers, never> => {
    // Whoever comes after the end would start a thread that nobody ends.
    if (isClosed) throw new Error('Transcripts are closed.');
    thread ??= openThread<Answers, never>(
      startThread('query', { store: rooms.store, env: {}, paused: false }),
      {
        event: () => {},
        died: (problem) => {
          rooms.log.error('query-worker-died', problem);
          thread = null;
        },
      },
    );
    return thread;
  };
  const renew = async (): Promise<void> => {
    const old = thread;
    thread = null;
    await old?.close();
  };
  return {
    ask: <Name extends keyof Answers>(name: Name, args: Parameters<Answers[Name]>[0]) =>
      get().ask(name, args),
    /** It will be asked soon: it starts while its questions are still being thought of. */
    expect: (): void => void (isClosed || get()),
    /** A transcript that was opened just now: it lives and dies with the thread that opened it. */
    reading(handle: number) {
      const at = get();
      return {
        next: () => at.ask('next', handle),
        drop: async (): Promise<void> => void (at === thread && (await at.ask('drop', handle))),
      };
    },
    renew,
    async close(): Promise<void> {
      isClosed = true;
      await renew();
    },
  };
};

export type QueryThread = ReturnType<typeof createQueryThread>;
