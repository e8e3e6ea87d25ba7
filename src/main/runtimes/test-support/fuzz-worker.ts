import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { fuzzedKinds, kindOf } from './fuzzed-kinds.ts';

// Runs the cases it is given, a stretch at a time, and tells of the first that goes wrong.
const { seed } = z.object({ seed: z.number() }).parse(workerData);
const Stretch = z.object({ from: z.number(), to: z.number() });
const kinds = fuzzedKinds();

parentPort?.on('message', (message: unknown) => {
  const { from, to } = Stretch.parse(message);
  for (let number = from; number < to; number += 1) {
    const faults = kindOf(kinds, number).broken.faults(seed, number);
    if (faults.length > 0) return parentPort?.postMessage({ number, faults });
  }
  return parentPort?.postMessage(null);
});
