import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { measure, type Measured } from './measure.ts';
import { environmentFor, type Tree, type Work } from './places.ts';

const Tasks = z.object({
  longest: z.number(),
  longer: z.array(z.number()),
  late: z.object({ p50: z.number(), p99: z.number(), most: z.number() }),
});

const Once = z.object({
  counted: z.number().nullable(),
  read: z.number(),
  phase: z.string(),
  failure: z.string().nullable(),
  store: z.number(),
  files: z.number(),
  problems: z.array(z.unknown()),
  tasks: Tasks.nullable(),
});

/** Reading all logs of a tree into a new store: what it told, and what its process took. */
export type IndexedOnce = z.output<typeof Once> & { readonly process: Measured; readonly home: string };

/** Reads all logs below a folder into a new store, in a process of its own. */
export const indexOnce = async (
  work: Work,
  logs: string,
  mode: 'alone' | 'watched',
): Promise<IndexedOnce> => {
  const home = work.fresh('kept');
  const measured = await measure({
    file: process.execPath,
    args: [join(import.meta.dirname, 'index-once.ts'), join(home, 'logs.db'), mode],
    env: environmentFor(logs, work.fresh('home')),
  });
  const told = Once.parse(JSON.parse(measured.output));
  if (told.phase !== 'idle') throw new Error(`Reading ${logs} ended ${told.phase}: ${told.failure}`);
  return { ...told, process: measured, home };
};

/** What was measured is only of use when all of it was read. */
const whole = (once: IndexedOnce, { truths }: Tree): IndexedOnce => {
  const all = truths.codex.files + truths.claude.files;
  if (once.files === all && once.problems.length === 0) return once;
  throw new Error(`${once.files} of ${all} logs were read. ${JSON.stringify(once.problems)}`);
};

/** All logs of the tree read into a store, once for all phases. */
export const createKept = (work: Work, tree: Tree) => {
  let kept: Promise<IndexedOnce> | null = null;
  const indexed = (): Promise<IndexedOnce> => {
    kept ??= indexOnce(work, tree.folder, 'alone').then((once) => whole(once, tree));
    return kept;
  };
  return {
    indexed,
    /** A new TOC_HOME in which the tree is indexed. */
    async home(): Promise<string> {
      const home = work.fresh('toc');
      copyFileSync(join((await indexed()).home, 'logs.db'), join(home, 'logs.db'));
      return home;
    },
  };
};
