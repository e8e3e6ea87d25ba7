/** Joins whoever asks for the same thing while it is under way. */
export const once = <Value>(
  running: Map<string, Promise<Value>>,
  key: string,
  work: () => Promise<Value>,
): Promise<Value> => {
  const joined = running.get(key);
  if (joined) return joined;
  const made = work().finally(() => running.delete(key));
  running.set(key, made);
  return made;
};

/** Lets those who change one session do so one after the other. */
export const createTurns = () => {
  const last = new Map<string, Promise<unknown>>();
  return {
    isBusy: (key: string): boolean => last.has(key),
    async take<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
      const before = last.get(key);
      // How another's went is for that one to tell.
      const made = before ? before.then(work, work) : work();
      last.set(key, made);
      try {
        return await made;
      } finally {
        if (last.get(key) === made) last.delete(key);
      }
    },
  };
};
