import { brokenLogs } from './broken-logs.ts';
import { recordedKinds } from './recorded.ts';

/** What a CLI printed; it is read when it is named, and never looked for. */
const PRINTED = /\.(?:stdout|exec)\.jsonl$/;

/** Every kind of logs with its broken ones. */
export const fuzzedKinds = () =>
  recordedKinds.map(({ kind, logNames, fixture }) => {
    const logs = logNames.map((name) => fixture(name));
    const found = logNames.filter((name) => !PRINTED.test(name)).map((name) => fixture(name));
    return { kind, broken: brokenLogs(kind, { logs, found }) };
  });

/** The kind that a case is about: each in turn. */
export const kindOf = (kinds: ReturnType<typeof fuzzedKinds>, number: number) => {
  const one = kinds[number % kinds.length];
  if (!one) throw new Error('There are no readers.');
  return one;
};
