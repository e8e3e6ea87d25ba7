// `npm run record-streams [-- NAME…]`: what the real CLIs write on a terminal, for the test of exact hand-over.
// Needs Linux, and a kernel that gives namespaces of one's own: the CLIs see a home, a machine and a network
// that belong to nobody. Plays src/main/supervisor/fixtures/streams/README.md.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModels } from '../e2e/support/models/models.ts';
import { hold, run as command, say } from '../e2e/support/models/script.ts';
import { ROOT } from './ground.mjs';
import {
  becomeNobody,
  claudeConfig,
  claudeVariables,
  codexConfig,
  codexFolder,
  keepRecording,
  KEY,
  nobodysEnvironment,
  pause,
  PLACE,
  putProgram,
  recordEach,
  startRecorded,
  TRUSTED,
} from './recording.mjs';

const STREAMS = join(ROOT, 'src', 'main', 'supervisor', 'fixtures', 'streams');

const FIRST = `# Heading of the answer

Some **bold**, *italic*, ~~struck~~ and \`inline code\`, and [a link](https://example.org/docs).
Wide 漢字かな 한글, emoji 🙂 👩‍👩‍👧 🇫🇷 ❤️, accents e\u0301 n\u0303 o\u0308 and a\u0300\u0323.

- one item that is long enough to be wrapped on a narrow terminal, since it goes on and on
- another with 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字

| name | 値 | note |
| --- | ---: | :---: |
| alpha | 1 | 🙂 |
| beta | 22 | e\u0301 |
`;

const SECOND = `
\`\`\`ts
// A comment with 漢字.
const greet = (name: string): string => \`hello \${name} 🙂\`;
export const all = ['x', 'y'].map(greet).join('\\n');
\`\`\`

> A quotation.

${Array.from({ length: 24 }, (_, n) => `${n + 1}. line ${n + 1} of a list`).join('\n')}

End of the answer.`;

/** Puts a CLI at a place with a neutral path, and writes its settings. */
const settle = ({ program, runtime, version, args }, models) => {
  const folder = runtime === 'codex' ? codexFolder(program) : dirname(program);
  const file = putProgram(program, folder);
  writeFileSync(join(PLACE, 'home/.codex/config.toml'), codexConfig(models.codexUrl, TRUSTED));
  writeFileSync(join(PLACE, 'home/.claude.json'), JSON.stringify(claudeConfig(version)), { mode: 0o600 });
  writeFileSync(join(PLACE, 'home/.claude/settings.json'), JSON.stringify({ spinnerTipsEnabled: false }));
  return { file, args };
};

const environmentOf = (models, more) =>
  nobodysEnvironment({ FAKE_KEY: 'k', ANTHROPIC_API_KEY: KEY, ...claudeVariables(models), ...more });

/** The scenes, one after the other. */
const play = async (cli, models, terminal) => {
  const gate = models.gate();
  models.when(/first/, [say(FIRST), hold(gate), say(SECOND)]);
  models.when(
    /second/,
    [say('Now a command.'), command('seq 1 30 > lines; echo 漢字 >> lines; cat lines')],
    [say('It ran well.')],
  );
  models.when(/third/, [say('A beginning'), hold(models.gate())]);

  await terminal.until(cli.ready);
  // Drawn is not yet listening.
  await pause(3000);
  await terminal.type('the first prömpt 漢字 🙂 wrong');
  await terminal.type('\x7f\x7f\x7f\x7f\x7f');
  for (const key of ['\x1b[D', '\x1b[D', '\x1b[C', '\x1b[C']) {
    terminal.keys(key);
    await pause(50);
  }
  await terminal.enter('');
  await terminal.until(/name/);
  await terminal.resize(61, 24);
  gate.open();
  await terminal.until(/End of the answer/);
  await terminal.resize(110, 20);
  await terminal.resize(90, 34);
  await terminal.enter('the second');
  await terminal.until(cli.asks);
  await terminal.resize(80, 30);
  terminal.keys('\r');
  await terminal.until(/It ran well/);
  await terminal.enter('the third');
  await terminal.until(/A beginning/);
  await pause(1500);
  terminal.keys('\x1b');
  await pause(1500);
  for (let times = 0; times < 3; times += 1) {
    terminal.keys('\x03');
    if (await Promise.race([terminal.ended, pause(times === 0 ? 500 : 8000)])) return;
  }
  throw new Error(`It would not end:\n${terminal.shown()}`);
};

const CLAUDE = {
  runtime: 'claude',
  args: ['--permission-mode', 'default'],
  ready: /❯|> /,
  asks: /Do you want to proceed/,
};
const CODEX = { runtime: 'codex', args: [], ready: /›/, asks: /Would you like to run/ };
const CLIS = {
  'codex-0.169.0': { ...CODEX, version: '0.169.0', args: ['--no-daemon'] },
  'codex-0.169.0-inline': { ...CODEX, version: '0.169.0', args: ['--no-daemon', '--no-alt-screen'] },
  'codex-0.98.0': { ...CODEX, version: '0.98.0' },
  'claude-2.1.330': { ...CLAUDE, version: '2.1.330' },
  'claude-2.1.330-inline': {
    ...CLAUDE,
    version: '2.1.330',
    env: { CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1' },
  },
};

/** Inside of the namespaces. */
const record = async (name, program) => {
  const host = becomeNobody();
  const cli = { ...CLIS[name], program };
  const models = await startModels();
  const env = environmentOf(models, cli.env);
  const size = { cols: 100, rows: 30 };
  const terminal = startRecorded({ ...settle(cli, models), env, cwd: join(PLACE, 'app') }, size);
  try {
    await play(cli, models, terminal);
  } finally {
    await models.close();
  }
  const { resizes, bytes } = terminal.recorded();
  const head = { cli: cli.runtime, version: cli.version, ...size, resizes };
  keepRecording(join(STREAMS, `${name}.gz`), { head, bytes, host });
  console.log(`${name}: ${bytes.length} bytes, ${resizes.length} resizes`);
};

await recordEach(fileURLToPath(import.meta.url), {
  names: Object.keys(CLIS),
  programOf: (clis, name) => clis[CLIS[name].runtime][CLIS[name].version],
  record,
});
