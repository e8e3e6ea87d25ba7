import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync, closeSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import { diskFault } from '../machine/disk-fault.ts';
import type { Log } from '../machine/log.ts';
import type { Paths } from '../machine/paths.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import { connectSupervisor, type Link, type LinkRefused } from './link.ts';

const Written = z.object({
  pid: z.number().int(),
  started: z.string(),
  socket: z.string().startsWith('/'),
  /** Null: the first ones were written down without. */
  version: z.string().nullable().default(null),
});
/** A supervisor we started. */
export type Written = z.output<typeof Written>;

/** The file of all we started, the newest last. Main alone writes it, and there is one main. */
const Generations = z.union([
  z.object({ generations: z.array(Written) }),
  Written.transform((only) => ({ generations: [only] })),
]);

export interface KeeperRooms {
  /** Ours; a supervisor we start has it too. */
  readonly version: string;
  readonly paths: Paths;
  readonly processes: ProcessTable;
  readonly clock: Clock;
  readonly log: Log;
  /** How to start a supervisor; the socket's path is added as its last argument. */
  readonly command: {
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
}

/** Why a living supervisor is of no use to us. */
export type Unreachable =
  | { readonly code: 'supervisor-silent'; readonly pid: number | null }
  | { readonly code: 'supervisor-newer'; readonly version: string; readonly ours: string };

/** No supervisor of ours can be written down, so none is kept. */
export type CannotBegin =
  | Unreachable
  | { readonly code: 'cannot-write'; readonly path: string; readonly reason: string };

/** How long a supervisor may take from its start to its first answer. */
const BIRTH = 10_000;
const BETWEEN = 25;

const readRecords = (file: string): readonly Written[] => {
  try {
    const found = Generations.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return found.success ? found.data.generations : [];
  } catch {
    // None was ever started, or the file is damaged.
    return [];
  }
};

const writeRecords = (file: string, generations: readonly Written[]): void => {
  // The first mains know one record: the newest stands where they look for it.
  const text = JSON.stringify({ ...generations.at(-1), generations });
  writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a supervisor and writes it down; null: it did not start. */
const starter = (rooms: KeeperRooms) => {
  const { paths, processes, log } = rooms;
  const start = async (beside: readonly Written[]): Promise<Written | null> => {
    const socket = join(paths.sockets, `sup-${randomBytes(5).toString('hex')}.sock`);
    const errors = openSync(join(paths.home, 'supervisor.log'), 'a', 0o600);
    try {
      const { file, args, env } = rooms.command;
      const child = spawn(file, [...args, socket], {
        // A session of its own, so that no signal to our group and no closing terminal reaches it.
        detached: true,
        stdio: ['ignore', 'ignore', errors],
        env: { ...process.env, ...env },
        cwd: paths.home,
      });
      child.on('error', (problem) => log.error('supervisor-not-started', problem));
      child.unref();
      const identity = child.pid === undefined ? null : await processes.identify(child.pid);
      if (identity === null) return null;
      const record = { ...identity, socket, version: rooms.version };
      try {
        writeRecords(paths.supervisorRecord, [...beside, record]);
      } catch (problem) {
        // Nobody would find it again.
        child.kill();
        throw problem;
      }
      return record;
    } finally {
      closeSync(errors);
    }
  };

  return async (beside: readonly Written[]): Promise<Result<Written | null, CannotBegin>> => {
    try {
      return ok(await start(beside));
    } catch (problem) {
      const reason = diskFault(problem);
      if (reason === null) throw problem;
      log.error('supervisor-not-started', problem);
      return err({ code: 'cannot-write', path: paths.home, reason });
    }
  };
};

/** Finds the supervisors of this TOC_HOME, or starts one. */
export const createKeeper = (rooms: KeeperRooms) => {
  const { paths, processes, clock, log } = rooms;
  const start = starter(rooms);

  /** Knocks until somebody answers or that process is gone. */
  const knock = async (record: Written): Promise<Result<Link, LinkRefused>> => {
    const until = clock.now() + BIRTH;
    for (;;) {
      const link = await connectSupervisor(record.socket, clock);
      if (link.ok || link.error.code !== 'nobody') return link;
      if (clock.now() > until || !(await processes.alive(record))) return link;
      await pause(BETWEEN);
    }
  };

  const silent = (pid: number | null, why: string): Result<never, Unreachable> => {
    log.error('supervisor-silent', why, { pid });
    return err({ code: 'supervisor-silent', pid });
  };

  /** One that lives, and of what use it is to us. */
  const useless = ({ pid }: Written, refused: LinkRefused): Result<never, Unreachable> =>
    // Its files may have been replaced by an upgrade since we were started.
    refused.code === 'newer'
      ? err({ code: 'supervisor-newer', version: refused.version, ours: rooms.version })
      : silent(pid, refused.code);

  return {
    /** The supervisors we know of that live, the newest last. */
    async alive(): Promise<readonly Written[]> {
      const records = readRecords(paths.supervisorRecord);
      const lives = await Promise.all(records.map((record) => processes.alive(record)));
      return records.filter((_, index) => lives[index]);
    },
    /** A link to one that lives; null when it is gone by now. */
    async reach(record: Written): Promise<Result<Link, Unreachable> | null> {
      const link = await knock(record);
      if (link.ok) return ok(link.value);
      if (link.error.code === 'newer' || (await processes.alive(record))) return useless(record, link.error);
      return null;
    },
    /** Starts a new one beside those that live. */
    async begin(
      beside: readonly Written[],
    ): Promise<Result<{ readonly record: Written; readonly link: Link }, CannotBegin>> {
      const started = await start(beside);
      if (!started.ok) return started;
      const record = started.value;
      if (record === null) return silent(null, 'it did not start');
      const link = await knock(record);
      return link.ok ? ok({ record, link: link.value }) : useless(record, link.error);
    },
  };
};
