import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { z } from 'zod';
import { writeColouredLog } from './coloured-log.ts';
import { figure, median, percentile, table } from './figures.ts';
import { visits } from './first-paint.ts';
import { openNaiveRoad } from './naive-road.ts';
import { readRaw } from './raw-pty.ts';
import type { Program, Road } from './road.ts';
import { openWholeRoad } from './whole-road.ts';

const MB = 1024 * 1024;
/** Another size in MB may be given, for a quick look. */
const LOG_SIZE = Number(process.argv[2] ?? 50) * MB;
const KEYS = 150;
/** No scene of typing takes longer, however slow the echo. */
const PATIENCE = 20_000;
const FLOODS = 4;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

interface Measured {
  readonly bytes: number;
  readonly milliseconds: number;
}
const rate = ({ bytes, milliseconds }: Measured): number => bytes / 1000 / milliseconds;

const Echo = z.object({ times: z.array(z.number()), others: z.number() });
type Echo = z.output<typeof Echo>;

/** Has the page do one thing of `bench`. */
const ask = async <Value>(page: Page, schema: z.ZodType<Value>, call: string): Promise<Value> =>
  schema.parse(await page.evaluate(`bench.${call}`));

const onPage = async <Value>(
  browser: Browser,
  road: Road,
  work: (page: Page) => Promise<Value>,
): Promise<Value> => {
  const context = await browser.newContext({ viewport: { width: 1700, height: 1600 } });
  try {
    const page = await context.newPage();
    page.on('pageerror', (problem) => progress(`page: ${problem.message}`));
    await page.goto(road.url);
    await page.waitForFunction('globalThis.bench !== undefined');
    return await work(page);
  } finally {
    await context.close();
    await road.stopAll();
  }
};

const openIn = async (
  page: Page,
  road: Road,
  program: Program,
  options: { focused: boolean; visible: boolean },
): Promise<string> => {
  const runId = await road.start(program);
  const attached = await ask(page, z.boolean(), `open('${runId}', ${JSON.stringify(options)})`);
  if (!attached) throw new Error('The page did not attach.');
  return runId;
};

const throughput = (browser: Browser, road: Road, log: string): Promise<Measured> =>
  onPage(browser, road, async (page) => {
    const program = { file: '/bin/sh', args: ['-c', `stty -echo; read start; cat ${log}`] };
    const runId = await openIn(page, road, program, { focused: true, visible: true });
    const schema = z.object({ bytes: z.number(), milliseconds: z.number() });
    return ask(page, schema, `flood('${runId}', ${LOG_SIZE})`);
  });

const echo = (browser: Browser, road: Road, log: string, floods: 'none' | 'hidden' | 'visible') =>
  onPage(browser, road, async (page): Promise<Echo> => {
    const typed = await openIn(page, road, { file: 'cat', args: [] }, { focused: true, visible: true });
    const flood = { file: '/bin/sh', args: ['-c', `while :; do cat ${log}; done`] };
    for (let count = 0; floods !== 'none' && count < FLOODS; count += 1)
      await openIn(page, road, flood, { focused: false, visible: floods === 'visible' });
    return ask(page, Echo, `echo('${typed}', ${KEYS}, ${PATIENCE})`);
  });

const buildPages = async (folder: string): Promise<string> => {
  const outDir = join(folder, 'pages');
  const root = join(import.meta.dirname, 'page');
  await build({ configFile: false, root, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  return outDir;
};

const echoRow = (name: string, aim: string, { times, others }: Echo): string[] => [
  name,
  String(times.length),
  figure(percentile(times, 0.5)),
  figure(percentile(times, 0.9)),
  figure(percentile(times, 0.99)),
  aim,
  others > 0.05 ? others.toFixed(2) : '–',
];

const measureThroughput = async (browser: Browser, roads: { ours: Road; naive: Road }, log: string) => {
  const raw: number[] = [];
  const naive: number[] = [];
  const ours: number[] = [];
  // In turns, so that a busy moment of the machine meets all of them.
  for (let round = 1; round <= 2; round += 1) {
    progress(`throughput, round ${round} of 2`);
    raw.push(rate(await readRaw(log)));
    naive.push(rate(await throughput(browser, roads.naive, log)));
    ours.push(rate(await throughput(browser, roads.ours, log)));
  }
  const best = { raw: Math.max(...raw), naive: Math.max(...naive), ours: Math.max(...ours) };
  const row = (name: string, value: number): string[] => [
    name,
    figure(value),
    (value / best.raw).toFixed(2),
    (value / best.naive).toFixed(2),
  ];
  return table(
    [`${LOG_SIZE / MB} MB coloured log`, 'MB/s', '× raw pty', '× naive'],
    [
      row('raw pty, read by plain Node', best.raw),
      row('naive road, pty to parsed screen', best.naive),
      row('whole road, pty to parsed screen', best.ours),
    ],
  );
};

const measureEcho = async (browser: Browser, { ours, naive }: { ours: Road; naive: Road }, log: string) => {
  const rows: string[][] = [];
  const measure = async (name: string, aim: string, road: Road, floods: 'none' | 'hidden' | 'visible') => {
    progress(`echo, ${name}`);
    rows.push(echoRow(name, aim, await echo(browser, road, log, floods)));
  };
  await measure('naive, idle', '', naive, 'none');
  await measure('idle', '< 10', ours, 'none');
  await measure(`${FLOODS} flooding, hidden`, '< 16', ours, 'hidden');
  await measure(`naive, ${FLOODS} flooding, visible`, '', naive, 'visible');
  await measure(`${FLOODS} flooding, visible`, '< 50', ours, 'visible');
  return table(['key → parsed echo, ms', 'keys', 'p50', 'p90', 'p99', 'aim p99', 'floods drawn, MB/s'], rows);
};

const openBrowser = (): Promise<Browser> => {
  const executablePath = process.env['TOC_CHROMIUM'];
  const quiet = ['--no-first-run', '--disable-quic', '--disable-component-update', '--disable-sync'];
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', ...quiet],
  });
};

const measureRoads = async (browser: Browser, folder: string): Promise<string> => {
  const log = join(folder, 'coloured.log');
  await writeColouredLog(log, LOG_SIZE);
  const pages = await buildPages(folder);
  const naive = await openNaiveRoad(pages);
  const ours = await openWholeRoad(pages, folder);
  try {
    const speeds = await measureThroughput(browser, { naive, ours }, log);
    return `${speeds}\n\n${await measureEcho(browser, { naive, ours }, log)}`;
  } finally {
    await Promise.all([naive.close(), ours.close()]);
  }
};

const measurePaint = async (browser: Browser, folder: string): Promise<string> => {
  progress('first paint');
  const made = await visits(browser, folder);
  const row = (name: string, times: readonly number[], aim: string): string[] => [
    name,
    figure(median(times)),
    figure(Math.max(...times)),
    aim,
  ];
  return table(
    ['after `toc serve` is up, nothing cached, ms', 'median', 'worst', 'aim'],
    [
      row(
        'first paint: the frame',
        made.map(({ frame }) => frame),
        '< 500',
      ),
      row(
        'the lists are there',
        made.map(({ lists }) => lists),
        '',
      ),
    ],
  );
};

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const folder = await mkdtemp(join(tmpdir(), 'toc-bench-'));
const browser = await openBrowser();
try {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  say(`${machine}, Node ${process.version}, Chromium ${browser.version()}, DOM renderer\n`);
  say(`${await measureRoads(browser, folder)}\n`);
  say(await measurePaint(browser, folder));
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
