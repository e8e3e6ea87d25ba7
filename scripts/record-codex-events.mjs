// `node scripts/record-codex-events.mjs`: what `codex exec --json` prints when its server refuses, hangs or fails,
// for the test of the events reader. Plays src/main/runtimes/codex/fixtures/events/README.md.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { installClis } from './clis.mjs';
import { main, ROOT } from './ground.mjs';
import {
  becomeNobody,
  codexConfig,
  codexFolder,
  inNamespaces,
  nobodysEnvironment,
  PLACE,
  putProgram,
  refuseTraces,
} from './recording.mjs';

const EVENTS = join(ROOT, 'src', 'main', 'runtimes', 'codex', 'fixtures', 'events');
const VERSIONS = ['0.169.0', '0.98.0', '0.47.0'];
/** What its server does, and how many seconds are recorded of a run that goes on. */
const FAULTS = { refused: 75, hangs: 20, 401: 75, 429: 75, 500: 75 };

const answers = (status) => (request, response) => {
  if (status === null) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message: `the test says ${status}`, type: 'test' } }));
};

const urlOf = async (fault) => {
  if (fault === 'refused') return 'http://127.0.0.1:9/v1';
  const server = createServer(answers(fault === 'hangs' ? null : Number(fault)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/v1`;
};

const played = (file, fault, url) =>
  new Promise((resolve) => {
    const home = join(PLACE, 'home', fault);
    mkdirSync(home);
    writeFileSync(join(home, 'config.toml'), codexConfig(url));
    const env = nobodysEnvironment({ CODEX_HOME: home, FAKE_KEY: 'k' });
    const args = ['exec', '--json', '--sandbox', 'read-only', '--skip-git-repo-check', '-'];
    const options = { cwd: join(PLACE, 'app'), env, timeout: FAULTS[fault] * 1000, killSignal: 'SIGKILL' };
    const began = Date.now();
    const child = execFile(file, args, options, (problem, stdout, stderr) => {
      const seconds = Math.round((Date.now() - began) / 1000);
      const end = problem === null ? 0 : (problem.signal ?? problem.code);
      resolve({ fault, stdout, stderr, end, seconds });
    });
    child.stdin.end('say hello');
  });

const record = async (version, program) => {
  const host = becomeNobody();
  const file = putProgram(program, codexFolder(program));
  const faults = Object.keys(FAULTS);
  const found = await Promise.all(faults.map(async (fault) => played(file, fault, await urlOf(fault))));
  mkdirSync(EVENTS, { recursive: true });
  for (const { fault, stdout, end, seconds } of found) {
    refuseTraces(stdout, host);
    writeFileSync(join(EVENTS, `${version}-${fault}.jsonl.gz`), gzipSync(stdout, { level: 9 }));
    console.log(`${version} ${fault}: ${end} after ${seconds} s, ${stdout.split('\n').length - 1} lines`);
  }
};

await main(async ([first, ...rest]) => {
  if (first === '--inside') {
    await record(...rest);
    process.exit(0);
  }
  const { codex } = await installClis({ matrix: true });
  for (const version of first ? [first, ...rest] : VERSIONS) {
    const code = await inNamespaces(fileURLToPath(import.meta.url), [version, codex[version]]);
    if (code !== 0) return code;
  }
  return 0;
});
