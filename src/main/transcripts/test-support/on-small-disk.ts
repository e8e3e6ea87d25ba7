import { isDeepStrictEqual } from 'node:util';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexOnce, movedClock, openIndex, rowsOf, foldersIn, writeLog } from './index-room.ts';

// Runs where a disk of 2 MB is mounted at the folder of the first argument; prints what happened as JSON.
const [disk = ''] = process.argv.slice(2);

const fill = (): void => {
  for (const piece of [4096, 1]) {
    try {
      for (;;) appendFileSync(join(disk, 'filler'), Buffer.alloc(piece));
    } catch {
      // Full.
    }
  }
};

const home = mkdtempSync(join(tmpdir(), 'toc-logs-'));
const folders = { ...foldersIn(home), store: join(disk, 'logs.db') };
const { clock, advance } = movedClock();
const index = openIndex(folders, { clock });
await index.settled();
fill();
const lines = Array.from({ length: 2000 }, (_, n) => ({ id: 'one', say: `line ${n} ${'x'.repeat(50)}` }));
writeLog(join(folders.logs, 'one.jsonl'), ...lines, { tokens: 7 });
await index.settled();
const { phase, failure } = index.state();
rmSync(join(disk, 'filler'));
const idle = index.until((state) => state.phase === 'idle');
advance(60_000);
await idle;
const after = rowsOf(index.database);
await index.end();
const fresh = await indexOnce({ ...folders, store: join(folders.home, 'fresh.db') });
const said = { phase, failure, steps: after.steps.length, isWhole: isDeepStrictEqual(after, fresh) };
rmSync(home, { recursive: true });
process.stdout.write(JSON.stringify(said));
