import { expect, test } from 'vitest';
import type { AuditCheck, AuditEntry, AuditPage, AuditQuery } from '#shared/contract/audit.ts';
import { audit, type AuditFlags } from './audit-command.ts';
import { CommandLineError } from './command-line-error.ts';

const entry = (id: number, change: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: '2026-11-25T12:00:00.000Z',
  action: 'session-started',
  subject: '01930000-0000-7000-8000-000000000001',
  title: 'Mend the boiler',
  runtime: 'codex',
  detail: { model: 'x' },
  hash: 'abc',
  ...change,
});

const whole: AuditCheck = { entries: 3, head: 'abc', fault: null };

interface Trail {
  readonly entries?: readonly AuditEntry[];
  readonly check?: AuditCheck;
  /** Which call is answered by a main that goes away, so that the question is put again. */
  readonly lostAt?: number;
}

const run = async (
  flags: AuditFlags,
  asJson = false,
  { entries = [], check = whole, lostAt }: Trail = {},
) => {
  const asked: AuditQuery[] = [];
  let out = '';
  const calls = {
    audit: {
      async list(query: AuditQuery): Promise<AuditPage> {
        asked.push(query);
        if (asked.length === lostAt) throw new Error('lost');
        const rest = entries.filter(({ id }) => query.before === null || id < query.before);
        return { entries: rest.slice(0, query.limit), actions: [] };
      },
      verify: async () => check,
    },
  };
  const code = await audit(
    { flags, asJson },
    {
      print: (text) => Number(((out += text), 0)),
      write: async (text) => void (out += text),
      complain: () => {},
    },
    async (question) => {
      try {
        return await question(calls);
      } catch {
        return question(calls);
      }
    },
  );
  return { code, out, asked };
};

const local = new Date('2026-11-25T12:00:00.000Z').toLocaleString('sv-SE');

test('a line is a line, and nothing of it reaches the terminal raw', async () => {
  const { out, code } = await run({}, false, {
    entries: [
      entry(2, { title: 'two\nlines \u001b[2J', detail: { folder: '\u202e\u0007' }, runtime: 'co\rdex' }),
      entry(1, { at: null, action: 'agent-saved', subject: 'helper\u009b', title: null }),
    ],
  });
  expect([code, out.split('\n')]).toEqual([
    0,
    [
      `${local}  session-started     two lines ␛[2J (01930000-0000)  co␍dex  {"folder":"\\u202e\\u0007"}`,
      'no moment            agent-saved         helper<9B>  codex  {"model":"x"}',
      '',
    ],
  ]);
});

test('the trail is asked for by pages, and goes on with another main where it stopped', async () => {
  const entries = Array.from({ length: 1200 }, (_, index) => entry(1200 - index));
  const flags = { since: '2026-11-01', until: '2026-11-30', action: 'session-started' };
  const { out, asked } = await run(flags, true, { entries, lostAt: 3 });
  expect(JSON.parse(out)).toEqual(entries);
  const query = { action: 'session-started', text: '', since: '2026-11-01', until: '2026-11-30', limit: 500 };
  expect(asked).toEqual([null, 701, 201, 201].map((before) => ({ ...query, before })));
});

test('no lines are a sentence, and an empty list', async () => {
  expect((await run({ action: 'x' })).out).toBe('There are no such lines on the audit trail.\n');
  expect(JSON.parse((await run({}, true)).out)).toEqual([]);
});

test('a whole trail is said with the hash to keep', async () => {
  expect(await run({ verify: true })).toMatchObject({
    code: 0,
    out: 'The audit trail is whole: 3 lines.\nHash of the last: abc\n',
  });
  const empty = { entries: 0, head: null, fault: null };
  expect((await run({ verify: true }, false, { check: empty })).out).toBe(
    'The audit trail is whole: 0 lines.\n',
  );
});

test('a fault is told with its line, and is the exit code 1', async () => {
  const check: AuditCheck = { entries: 1, head: 'abc', fault: { id: 2, kind: 'gap' } };
  expect(await run({ verify: true }, false, { check })).toMatchObject({
    code: 1,
    out: 'The audit trail is not whole. Line 2 is missing.\nFrom the first on, 1 line fits.\nHash of the last: abc\n',
  });
  const printed = await run({ verify: true }, true, { check });
  expect([printed.code, JSON.parse(printed.out)]).toEqual([1, check]);
});

test.each<readonly [AuditFlags, RegExp]>([
  [{ since: 'yesterday' }, /^--since takes a day like 2026-11-25, not "yesterday"\.$/],
  [{ verify: true, until: '2026-11-25' }, /^--verify checks the whole trail/],
  [{ verify: true, action: 'x' }, /^--verify checks the whole trail/],
])('wrong flags are named: %o', async (flags, words) => {
  await expect(run(flags)).rejects.toThrow(CommandLineError);
  await expect(run(flags)).rejects.toThrow(words);
});
