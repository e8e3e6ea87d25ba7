import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything of one TOC_HOME lies. */
export interface Paths {
  readonly home: string;
  readonly database: string;
  /** What was read from logs; the indexer alone writes it. */
  readonly logsDatabase: string;
  readonly lock: string;
  readonly agents: string;
  readonly runs: string;
  readonly log: string;
  /** Short, ours alone (0700): a socket's path may be no longer than about 100 bytes. */
  readonly sockets: string;
  readonly mainSocket: string;
  readonly supervisorRecord: string;
}

const defaultHome = (env: NodeJS.ProcessEnv): string => {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'toc');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'toc');
};

/** What a socket's path may be at most, on macOS; Linux allows four more. Bytes. */
const LONGEST_SOCKET = 103;

/** In the runtime folder where there is one, unless a socket's path would become too long there. */
const socketFolder = (runtime: string | undefined, mark: string): string => {
  const wanted = runtime && join(runtime, `toc-${mark}`);
  const fits = wanted && Buffer.byteLength(join(wanted, 'sup-0123456789.sock')) <= LONGEST_SOCKET;
  return fits ? wanted : join(tmpdir(), `toc-${userInfo().uid}-${mark}`);
};

/** Every path from the environment alone; touches nothing. */
export const pathsFor = (env: NodeJS.ProcessEnv): Paths => {
  const home = resolve(env['TOC_HOME'] || defaultHome(env));
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const sockets = socketFolder(env['XDG_RUNTIME_DIR'], mark);
  return {
    home,
    database: join(home, 'toc.db'),
    logsDatabase: join(home, 'logs.db'),
    lock: join(home, 'main.lock'),
    agents: join(home, 'agents'),
    runs: join(home, 'runs'),
    log: join(home, 'toc.log'),
    sockets,
    mainSocket: join(sockets, 'main.sock'),
    supervisorRecord: join(home, 'supervisor.json'),
  };
};

/** Makes a folder that only we may enter; throws when somebody else owns what is there. */
export const privateFolder = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`${path} is not a folder of ours. Remove it, or set TOC_HOME or XDG_RUNTIME_DIR.`);
  }
  chmodSync(path, 0o700);
};
