import { setTimeout as pause } from 'node:timers/promises';
import { heapOf } from './heap.ts';
import { heldBy, type Held } from './held.ts';

/** A process whose holdings are watched. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
  readonly inspector: string;
}

export interface Sample extends Held {
  /** After the garbage was collected. */
  readonly heap: number;
}

/** What a part of the soak found. */
export interface Finding {
  readonly part: string;
  readonly cycles: number;
  readonly seconds: number;
  readonly samples: readonly { readonly name: string; readonly warm: Sample; readonly end: Sample }[];
  /** What should not be; empty when all is well. */
  readonly faults: readonly string[];
}

/** Beyond this, over all cycles after the warm-up, something is kept. The heap's own noise is below 1 MB. */
const HEAP_GROWTH = 3_000_000;
/** V8 and the allocator keep some pages for later, so this only catches what the heap does not show. */
const RESIDENT_GROWTH = 48_000_000;
const PATIENCE = 10_000;
const BETWEEN = 50;

/** Waits until `problem` has nothing to say; returns what it still says when the time is over. */
export const settled = async (problem: () => string | null): Promise<string | null> => {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const said = problem();
    if (said === null || Date.now() > until) return said;
    await pause(BETWEEN);
  }
};

/** What each holds now, its garbage collected first. */
export const sample = async (watched: readonly Watched[]): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for (const { pid, inspector } of watched) {
    const heap = await heapOf(inspector);
    samples.push({ ...heldBy(pid), heap });
  }
  return samples;
};

const KINDS = ['descriptors', 'ptys', 'roads', 'children'] as const;

/** Null once a process holds no more than it did when it was warm. */
export const moreThan = (warm: Held, { name, pid }: Watched): string | null => {
  const now = heldBy(pid);
  const more = KINDS.filter((kind) => now[kind] > warm[kind]);
  if (more.length === 0) return null;
  return `${name} holds more: ${more.map((kind) => `${kind} ${warm[kind]} → ${now[kind]}`).join(', ')}`;
};

const grown = (name: string, warm: Sample, end: Sample): readonly string[] => [
  ...(end.heap - warm.heap > HEAP_GROWTH ? [`${name}: heap ${warm.heap} → ${end.heap} bytes`] : []),
  ...(end.resident - warm.resident > RESIDENT_GROWTH
    ? [`${name}: resident ${warm.resident} → ${end.resident} bytes`]
    : []),
];

/** What each held when it was warm and at the end, and what of that should not be. */
export const compared = (
  watched: readonly Watched[],
  warm: readonly Sample[],
  end: readonly Sample[],
): Pick<Finding, 'samples' | 'faults'> => {
  const samples = watched.flatMap(({ name }, index) => {
    const [before, after] = [warm[index], end[index]];
    return before && after ? [{ name, warm: before, end: after }] : [];
  });
  return { samples, faults: samples.flatMap((one) => grown(one.name, one.warm, one.end)) };
};
