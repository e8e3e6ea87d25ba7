import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync, closeSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { Paths } from '../machine/paths.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import { connectSupervisor, type Link, type LinkRefused } from './link.ts';

/** The supervisor we started last. Main alone writes it, and there is one main. */
const Written = z.object({ pid: z.number().int(), started: z.string(), socket: z.string().startsWith('/') });
type Written = z.output<typeof Written>;

export interface KeeperRooms {
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

export type Silent = { readonly code: 'supervisor-silent'; readonly pid: number | null };

/** How long a supervisor may take from its start to its first answer. */
const BIRTH = 10_000;
const BETWEEN = 25;

const readRecord = (file: string): Written | null => {
  try {
    const record = Written.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return record.success ? record.data : null;
  } catch {
    return null;
  }
};

const writeRecord = (file: string, record: Written): void => {
  writeFileSync(`${file}.tmp`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Finds the supervisor of this TOC_HOME, or starts one. */
export const createKeeper = (rooms: KeeperRooms) => {
  const { paths, processes, clock, log } = rooms;

  /** Knocks until somebody answers or that process is gone. */
  const reach = async (record: Written): Promise<Result<Link, LinkRefused>> => {
    const until = clock.now() + BIRTH;
    for (;;) {
      const link = await connectSupervisor(record.socket, clock);
      if (link.ok || link.error.code !== 'nobody') return link;
      if (clock.now() > until || !(await processes.alive(record))) return link;
      await pause(BETWEEN);
    }
  };

  const start = async (): Promise<Written | null> => {
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
      const record = { ...identity, socket };
      writeRecord(paths.supervisorRecord, record);
      return record;
    } finally {
      closeSync(errors);
    }
  };

  const silent = (record: Written | null, why: string): Result<Link, Silent> => {
    log.error('supervisor-silent', why, { pid: record?.pid });
    return err({ code: 'supervisor-silent', pid: record?.pid ?? null });
  };

  return {
    /** The living supervisor we know of; null when it is gone or there never was one. */
    async existing(): Promise<Result<Link, Silent> | null> {
      const record = readRecord(paths.supervisorRecord);
      if (record === null || !(await processes.alive(record))) return null;
      const link = await reach(record);
      if (link.ok) return ok(link.value);
      return (await processes.alive(record)) ? silent(record, link.error.code) : null;
    },
    /** Starts a new one. Only when `existing` found none. */
    async begin(): Promise<Result<Link, Silent>> {
      const record = await start();
      if (record === null) return silent(null, 'it did not start');
      const link = await reach(record);
      return link.ok ? ok(link.value) : silent(record, link.error.code);
    },
  };
};
