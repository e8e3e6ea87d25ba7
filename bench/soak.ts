import { cpus, release } from 'node:os';
import { table } from './figures.ts';
import { soakClis } from './soak/clis.ts';
import { soakShells } from './soak/shells.ts';
import type { Finding, Sample } from './soak/watch.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const both = (warm: Sample, end: Sample, of: (sample: Sample) => number | string): string =>
  `${of(warm)} → ${of(end)}`;

const rowsOf = ({ part, cycles, samples }: Finding): readonly (readonly string[])[] =>
  samples.map(({ name, warm, end }) => [
    `${cycles} × ${part}`,
    name,
    both(warm, end, ({ resident }) => megabytes(resident)),
    both(warm, end, ({ heap }) => megabytes(heap)),
    both(warm, end, ({ descriptors }) => descriptors),
    both(warm, end, ({ ptys }) => ptys),
    both(warm, end, ({ children }) => children),
  ]);

const HEAD = [
  'cycles',
  'process',
  'resident, MB',
  'heap after gc, MB',
  'descriptors',
  'ptys',
  'children',
] as const;

/** `--shells N --clis N`: other numbers of cycles; 0 leaves a part out. */
const cyclesOf = (args: readonly string[], name: string, usual: number): number => {
  const at = args.indexOf(name);
  return at === -1 ? usual : Number(args[at + 1]);
};

const args = process.argv.slice(2);
const shells = cyclesOf(args, '--shells', 200);
const clis = cyclesOf(args, '--clis', 20);
const findings: Finding[] = [];
if (shells > 0) findings.push(await soakShells(shells, progress));
if (clis > 0) findings.push(await soakClis(clis, progress));

say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Linux ${release()}`);
say(`After the warm-up → at the end:\n`);
say(table(HEAD, findings.flatMap(rowsOf)));
for (const { part, cycles, seconds, faults } of findings) {
  say(
    `\n${cycles} × ${part}: ${seconds.toFixed(0)} s, ${faults.length === 0 ? 'nothing was left' : 'FAULTS:'}`,
  );
  for (const fault of faults.slice(0, 20)) say(`- ${fault}`);
}
process.exit(findings.every(({ faults }) => faults.length === 0) ? 0 : 1);
