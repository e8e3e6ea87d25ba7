import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { audit } from './audit-command.ts';
import { CommandLineError } from './command-line-error.ts';
import { reindex } from './reindex-command.ts';
import { doctor, type LongContext } from './reports.ts';
import { resume, run, stop, watch } from './run-commands.ts';
import { serve } from './serve.ts';
import { sessions } from './sessions-command.ts';
import { transcript } from './transcript-command.ts';
import { usage } from './usage-command.ts';
import { askMain } from './with-main.ts';
import { version } from './version.ts';

const HELP = `toc: a team of AI coding agents on one machine

Usage: toc <command> [options]

Commands
  serve [--port N] [--open]   serve the window to a browser on this machine, until Ctrl-C
  run AGENT -p PROMPT|- [--cwd DIR] [--title T] [--background] [--json]
                              run an agent without a terminal, and print its result when it ends;
                              -p - reads the prompt; with --background print the session's id at once
  resume ID [-p PROMPT|-] [--background] [--json]
                              go on with a session: with a prompt as "run", else in a terminal
  stop ID [--json]            end a session's process and what it started
  watch ID [--json]           print a run's steps as they come, until it ends
  sessions [--cwd DIR] [--runtime codex|claude-code] [--json]
                              list the sessions, then the conversations found on disk
  transcript ID|FILE [--json] print a transcript: of a session or conversation, or of any log file
  usage [--by WHAT] [--since DAY] [--until DAY] [--tz ZONE] [--json]
                              tokens and cost by day, week, month, model, session, agent or folder
  audit [--since DAY] [--until DAY] [--action ACTION] [--json]
                              print the audit trail, the newest line first
  audit --verify [--json]     check the whole trail: exit code 1 if a line was changed or is missing
  reindex [--json]            read every log afresh
  doctor [--json]             say what was found on this machine

Options
  --version                   print the version
  --help                      print this

An ID may be its first characters, at least 4.
Exit codes: 0 done, 1 it failed, 2 the command line is wrong.
TOC_HOME names the folder that holds everything toc keeps.
`;

const options = {
  json: { type: 'boolean' },
  prompt: { type: 'string', short: 'p' },
  background: { type: 'boolean' },
  title: { type: 'string' },
  port: { type: 'string' },
  open: { type: 'boolean' },
  cwd: { type: 'string' },
  runtime: { type: 'string' },
  by: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  tz: { type: 'string' },
  action: { type: 'string' },
  verify: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const allowed: Readonly<Record<string, readonly string[]>> = {
  serve: ['port', 'open'],
  run: ['json', 'prompt', 'background', 'cwd', 'title'],
  resume: ['json', 'prompt', 'background'],
  stop: ['json'],
  watch: ['json'],
  sessions: ['json', 'cwd', 'runtime'],
  transcript: ['json'],
  usage: ['json', 'by', 'since', 'until', 'tz'],
  audit: ['json', 'since', 'until', 'action', 'verify'],
  reindex: ['json'],
  doctor: ['json'],
};

/** What the commands take that take something. */
const taken: Readonly<Record<string, string>> = {
  transcript: 'the id of a session or conversation, or a log file',
  run: 'the name of an agent',
  resume: 'the id of a session, or of its conversation',
  stop: 'the id of a session, or of its conversation',
  watch: 'the id of a session, or of its conversation',
};

const read = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (problem) {
    throw new CommandLineError(problem instanceof Error ? problem.message : String(problem));
  }
};

const portOf = (text: string | undefined): number => {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new CommandLineError(`--port takes a number from 0 to 65535, not "${text}".`);
  }
  return port;
};

type Flags = ReturnType<typeof read>['values'];

const execute = (command: string, flags: Flags, what: string, context: LongContext) => {
  const asJson = flags.json ?? false;
  const rooms = { context, ask: askMain, input: () => text(process.stdin), asJson };
  switch (command) {
    case 'serve':
      return serve({ port: portOf(flags.port), open: flags.open ?? false }, context);
    case 'run':
      return run(what, flags, rooms);
    case 'resume':
      return resume(what, flags, rooms);
    case 'stop':
      return stop(what, rooms);
    case 'watch':
      return watch(what, rooms);
    case 'sessions':
      return sessions({ flags, asJson }, context);
    case 'transcript':
      return transcript({ what, asJson }, context);
    case 'usage':
      return usage({ flags, json: asJson }, context, askMain);
    case 'audit':
      return audit({ flags, asJson }, context, askMain);
    case 'reindex':
      return reindex(asJson, context);
    default:
      return doctor(asJson, context);
  }
};

/** Runs one command line; resolves with the exit code. */
export const runCommand = async (argv: readonly string[], context: LongContext): Promise<number> => {
  const { values, positionals } = read(argv);
  if (values.help) return context.print(HELP);
  if (values.version) return context.print(`${version}\n`);
  const [command, ...rest] = positionals;
  if (command === undefined) throw new CommandLineError('Name a command.');
  const may = allowed[command];
  if (!may) throw new CommandLineError(`There is no command "${command}".`);
  const takes = taken[command];
  const what = takes === undefined ? '' : rest.shift();
  if (what === undefined) throw new CommandLineError(`"${command}" takes ${takes}.`);
  if (rest.length > 0) throw new CommandLineError(`"${command}" takes no "${rest.join(' ')}".`);
  const odd = Object.keys(values).find((name) => !may.includes(name));
  if (odd) throw new CommandLineError(`"${command}" takes no --${odd}.`);
  return execute(command, values, what, context);
};

const context: LongContext = {
  print: (text) => {
    process.stdout.write(text);
    return 0;
  },
  write: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
  complain: (text) => void process.stderr.write(`toc: ${text}\n`),
};

// Whoever reads us may have had enough (`| head`): that is no failure.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(0);
  throw problem;
});

try {
  process.exitCode = await runCommand(process.argv.slice(2), context);
} catch (problem) {
  const isWrong = problem instanceof CommandLineError;
  context.complain(problem instanceof Error ? problem.message : String(problem));
  if (isWrong) process.stderr.write('Run "toc --help" for what there is.\n');
  process.exitCode = isWrong ? 2 : 1;
}
