import type { Random } from './random.ts';

const HOSTILE: readonly unknown[] = [
  null,
  true,
  '',
  '-1',
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53 + 2,
  [],
  {},
  [[[[]]]],
  { __proto__: null, toString: 1 },
  '__proto__',
  'constructor',
  '\u0000\uD800',
  'x'.repeat(5000),
  '{"usage":{"input_tokens":999999999}}',
  '{"total_token_usage":{"input_tokens":999999999}}',
  'Exit code 99999999999999999999\nCommand timed out',
  'Exit code: 0\nWall time: 99999999999999999999h\nOutput:\n',
  '*** Begin Patch\n*** Update File: \n@@\n-',
  'tools.exec_command({cmd: "',
  '<task-notification><status>completed</status><tool-use-id>toolu_mock0001_0</tool-use-id>',
  '<command-name>/x</command-name><local-command-stdout>',
  '2026-99-99T99:99:99.999Z',
  { input_tokens: -1, output_tokens: 1e300, inputTokens: '7' },
  { secs: -1, nanos: 1e300 },
];

const pick = <Of>(random: Random, values: readonly Of[]): Of | undefined => values[random(values.length)];

/** One value somewhere in a JSON tree replaced, doubled or taken away. */
const changedTree = (value: unknown, random: Random): unknown => {
  if (typeof value !== 'object' || value === null || random(6) === 0) return pick(random, HOSTILE);
  if (Array.isArray(value)) {
    const at = random(value.length + 1);
    return value.toSpliced(at, random(2), changedTree(value[at], random));
  }
  const entries = Object.entries(value);
  const at = random(entries.length);
  const entry = entries[at];
  if (!entry) return pick(random, HOSTILE);
  if (random(10) === 0) return Object.fromEntries(entries.toSpliced(at, 1));
  const name = random(20) === 0 ? '__proto__' : entry[0];
  const rest = JSON.stringify(Object.fromEntries(entries.toSpliced(at, 1))).slice(1);
  const changed = JSON.stringify(changedTree(entry[1], random)) ?? 'null';
  // Written as text, so that a name which every object has becomes a field of its own.
  const parsed: unknown = JSON.parse(`{${JSON.stringify(name)}:${changed}${rest === '}' ? '' : ','}${rest}`);
  return parsed;
};

const changedText = (line: string, random: Random): string => {
  try {
    return JSON.stringify(changedTree(JSON.parse(line), random)) ?? '';
  } catch {
    return line.slice(random(line.length + 1));
  }
};

/** One line of a log made worse: cut, doubled, with other bytes, other types, other names, or nested deep. */
export const mutatedLine = (line: Buffer, random: Random): Buffer => {
  const at = random(line.length + 1);
  switch (random(9)) {
    case 0:
      return line.subarray(0, at);
    case 1:
      return Buffer.concat([line, Buffer.from('\n'), line]);
    case 2:
      return Buffer.concat([line.subarray(0, at), Buffer.from([random(256)]), line.subarray(at + 1)]);
    case 3:
      return Buffer.concat([Buffer.alloc(random(8)), line]);
    case 4: {
      const depth = random(3000);
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      // In the fields where the one or the other runtime has its contents.
      return Buffer.from(
        random(2) === 0 ? `{"type":"user","message":${deep}}` : `{"type":"event_msg","payload":${deep}}`,
      );
    }
    case 5:
      return Buffer.concat([line.subarray(0, at), Buffer.from('\r\n'), line.subarray(at)]);
    default:
      return Buffer.from(changedText(line.toString('utf8'), random));
  }
};

/** A log whose lines are mutated one in `rate`, and some exchanged. */
export const mutatedLog = (log: Buffer, random: Random, rate = 4): Buffer => {
  const lines: Buffer[] = [];
  let from = 0;
  while (from < log.length) {
    const end = log.indexOf(10, from);
    const line = log.subarray(from, end < 0 ? log.length : end);
    lines.push(random(rate) === 0 ? mutatedLine(line, random) : line);
    if (random(40) === 0) lines.reverse();
    from = end < 0 ? log.length : end + 1;
  }
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
};
