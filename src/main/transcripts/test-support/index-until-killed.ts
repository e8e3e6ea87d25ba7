import type { LogKind, LogReader } from '../../runtimes/reader.ts';
import { fakeKind } from './fake-kind.ts';
import { openIndex } from './index-room.ts';

// Indexes one folder and kills its own process, hard, at the call of a reader that the arguments name.
const [logs = '', store = '', calls = '0'] = process.argv.slice(2);
let left = Number(calls);

const count = (): void => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

const counting = (reader: LogReader): LogReader => ({
  ...reader,
  push(bytes) {
    count();
    return reader.push(bytes);
  },
  save() {
    count();
    return reader.save();
  },
});

const kind = fakeKind();
const deadly: LogKind = {
  ...kind,
  reader: (saved) => counting(kind.reader(saved)),
  skimmer: () => counting(kind.skimmer()),
};
const index = openIndex({ home: '', logs, store }, { kinds: [deadly] });
await index.settled();
await index.end();
