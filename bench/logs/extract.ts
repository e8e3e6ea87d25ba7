// Our side of the extraction, a process of its own: reads every log of one runtime for its figures alone, and
// prints their sums. The environment says where the logs lie.
import { logKinds } from '#main/runtimes/catalog.ts';
import type { LogKind, TokenEvent } from '#main/runtimes/reader.ts';
import { discover, rootsOf } from '#main/transcripts/discover.ts';
import { bytesOf } from '#main/transcripts/source.ts';
import { createCount } from './count.ts';

const [runtime] = process.argv.slice(2);
const count = createCount();

const readLog = async (kind: LogKind, path: string): Promise<void> => {
  const reader = kind.skimmer();
  const events = new Map<number, TokenEvent>();
  const keep = ({ tokens }: { readonly tokens: readonly TokenEvent[] }): void => {
    for (const event of tokens) events.set(event.seq, event);
  };
  for await (const bytes of bytesOf(path, 0)) keep(reader.push(bytes));
  keep(reader.end());
  count.log(path, reader, events.values());
};

const kinds = logKinds.filter((kind) => kind.runtime === runtime);
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
for (const { kind, path } of discover(rootsOf(kinds, env).roots).logs) await readLog(kind, path);
process.stdout.write(`${JSON.stringify(count.sums())}\n`);
