import { parseArgs } from 'node:util';
import { CommandLineError } from './command-line-error.ts';
import { doctor, sessions, type CommandContext } from './reports.ts';
import { serve } from './serve.ts';
import { version } from './version.ts';

const HELP = `toc: a team of AI coding agents on one machine

Usage: toc <command> [options]

Commands
  serve [--port N] [--open]   serve the window to a browser on this machine, until Ctrl-C
  sessions [--json]           list the sessions
  doctor [--json]             say what was found on this machine

Options
  --version                   print the version
  --help                      print this

Exit codes: 0 done, 1 it failed, 2 the command line is wrong.
TOC_HOME names the folder that holds everything toc keeps.
`;

const options = {
  json: { type: 'boolean' },
  port: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const allowed: Readonly<Record<string, readonly string[]>> = {
  serve: ['port', 'open'],
  sessions: ['json'],
  doctor: ['json'],
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

/** Runs one command line; resolves with the exit code. */
export const runCommand = async (argv: readonly string[], context: CommandContext): Promise<number> => {
  const { values, positionals } = read(argv);
  if (values.help) return context.print(HELP);
  if (values.version) return context.print(`${version}\n`);
  const [command, ...rest] = positionals;
  if (command === undefined) throw new CommandLineError('Name a command.');
  const may = allowed[command];
  if (!may) throw new CommandLineError(`There is no command "${command}".`);
  if (rest.length > 0) throw new CommandLineError(`"${command}" takes no "${rest.join(' ')}".`);
  const odd = Object.keys(values).find((name) => !may.includes(name));
  if (odd) throw new CommandLineError(`"${command}" takes no --${odd}.`);
  if (command === 'serve') return serve({ port: portOf(values.port), open: values.open ?? false }, context);
  return command === 'sessions'
    ? sessions(values.json ?? false, context)
    : doctor(values.json ?? false, context);
};

const context: CommandContext = {
  print: (text) => {
    process.stdout.write(text);
    return 0;
  },
  complain: (text) => void process.stderr.write(`toc: ${text}\n`),
};

try {
  process.exitCode = await runCommand(process.argv.slice(2), context);
} catch (problem) {
  const usage = problem instanceof CommandLineError;
  context.complain(problem instanceof Error ? problem.message : String(problem));
  if (usage) process.stderr.write('Run "toc --help" for what there is.\n');
  process.exitCode = usage ? 2 : 1;
}
