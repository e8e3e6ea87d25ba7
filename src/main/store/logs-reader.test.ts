import { expect, test } from 'vitest';
import { z } from 'zod';
import { memoryDatabase, type Database } from './database.ts';
import { migrateLogs } from './logs-database.ts';
import { logsReader } from './logs-reader.ts';

const Plan = z.object({ detail: z.string() });

/** What SQLite would do for each question that the reader asks of the table of logs. */
const plans = (): { sql: string; plan: string[] }[] => {
  const database = memoryDatabase();
  migrateLogs(database);
  const asked: string[] = [];
  const listening: Database = new Proxy(database, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name);
      return (sql: string) => {
        asked.push(sql);
        return target.prepare(sql);
      };
    },
  });
  logsReader(listening);
  return asked.map((sql) => ({
    sql,
    plan: database
      .prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/@\w+|\?/g, 'NULL')}`)
      .all()
      .map((row) => Plan.parse(row).detail),
  }));
};

test('a log is found by its id, by the beginning of it, or by its folder without a look at the others', () => {
  const found = plans().filter(({ sql }) => /f\.conversation_id (= \?|>= \?)|f\.cwd = @cwd/.test(sql));
  expect(found.length).toBeGreaterThanOrEqual(4);
  for (const { plan } of found) {
    const ofLogs = plan.filter((detail) => /^(?:SCAN|SEARCH) f\b/.test(detail));
    expect(ofLogs.join('; ')).toMatch(/^SEARCH f USING INDEX source_file_(?:conversation|folder) /);
  }
});

test('a page of what was found is read in its order, not sorted', () => {
  const page = plans().find(({ sql }) => sql.includes('LIMIT @limit') && !sql.includes('@cwd'));
  expect(page?.plan.join('; ')).toMatch(/^(?:SCAN|SEARCH) f USING INDEX source_file_last/);
});
