import { holdFile } from '../database.ts';

// Holds the file named in the first argument until it is killed; tells its parent once it has it.
const held = holdFile(process.argv[2] ?? '');
process.send?.(held ? 'held' : 'busy');
setInterval(() => held, 60_000);
