import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { PromptText, type Session } from '#shared/contract/sessions.ts';
import type { AgentRef } from '#shared/contract/agents.ts';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Info } from '#shared/contract/system.ts';
import { failureWords, isFailure } from '#shared/failure-words.ts';
import { statusReason } from '#shared/status-reason.ts';
import { agentNamed, type AgentCalls } from './agent-named.ts';
import { CommandLineError } from './command-line-error.ts';
import { hasBegun, hasEnded, untilStands, type FollowCalls } from './follow.ts';
import { jsonText, visible, visibleLine } from './plain.ts';
import { json, type LongContext } from './reports.ts';
import { runRow } from './session-row.ts';
import { sessionNamed } from './session-named.ts';
import { createShownSteps, type StepCalls } from './shown-steps.ts';
import { stepLine } from './step-line.ts';

/** The flags of `toc run` and `toc resume`, as they were written. */
export interface RunFlags {
  readonly prompt?: string | undefined;
  readonly background?: boolean | undefined;
  readonly cwd?: string | undefined;
  readonly title?: string | undefined;
}

interface BackgroundAsked {
  startKey: string;
  agent: AgentRef;
  workspace: string | null;
  title: string | null;
  prompt: string;
}

/** What is asked of main. */
export interface RunCalls extends AgentCalls, FollowCalls, StepCalls {
  readonly sessions: FollowCalls['sessions'] & {
    runInBackground(asked: BackgroundAsked): Promise<Session>;
    continueInBackground(asked: { sessionId: SessionId; agent: 'kept'; prompt: string }): Promise<Session>;
    resume(asked: { sessionId: SessionId; agent: 'kept' }): Promise<Session>;
    stop(asked: { sessionId: SessionId }): Promise<Session>;
  };
  readonly system: AgentCalls['system'] & FollowCalls['system'] & { info(): Promise<Pick<Info, 'face'>> };
}

/** What a command works with; a test has its own. */
export interface RunRooms {
  readonly context: LongContext;
  readonly ask: <Answer>(question: (calls: RunCalls) => Promise<Answer>) => Promise<Answer>;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  readonly asJson: boolean;
}

const promptFrom = async (text: string, { input }: RunRooms): Promise<string> => {
  const prompt = PromptText.safeParse(text === '-' ? await input() : text);
  if (prompt.success) return prompt.data;
  throw new CommandLineError(`-p: ${prompt.error.issues[0]?.message ?? 'it is no prompt'}`);
};

/** A declared failure with words of its own. */
const explained = (problem: unknown): unknown =>
  isFailure(problem) ? new Error(visibleLine(failureWords(problem))) : problem;

const asked = async <Answer>(
  { ask }: RunRooms,
  question: (calls: RunCalls) => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await ask(question);
  } catch (problem) {
    throw explained(problem);
  }
};

const sentence = (session: Session): string =>
  visibleLine(`${session.status.word}: ${statusReason(session)}`);

const exitCode = ({ status }: Session): number => (status.word === 'Ended' ? 0 : 1);

/** The exit code of a command that leaves a run alone: one that could not even be started has failed. */
const leftWith = (session: Session, { complain }: LongContext): number => {
  if (!hasEnded(session) || exitCode(session) === 0) return 0;
  complain(sentence(session));
  return 1;
};

interface Standing {
  readonly session: Session;
  /** It is queued, and nobody will be there to start it. */
  readonly waits: boolean;
}

/** Leaves a run alone. A main that lives for a command is gone soon: what it starts must have begun before. */
const leave = async (calls: RunCalls, session: Session): Promise<Standing> => {
  if ((await calls.system.info()).face !== 'command') return { session, waits: false };
  const begun = await untilStands(calls, session.id, hasBegun);
  const { code } = begun.status.cause;
  return { session: begun, waits: code === 'queued' || code === 'held' };
};

/** Begins a run once, whatever becomes of the connection, and follows it or leaves it alone. */
const runOf = async (
  rooms: RunRooms,
  inBackground: boolean,
  begin: (calls: RunCalls) => Promise<Session>,
): Promise<number> => {
  const { context, asJson } = rooms;
  let begun: Session | null = null;
  const { session, waits } = await asked(rooms, async (calls) => {
    begun ??= await begin(calls);
    if (inBackground) return leave(calls, begun);
    return { session: await untilStands(calls, begun.id, hasEnded), waits: false };
  });
  if (waits) context.complain('queued; it starts when toc runs: "toc serve" or the window.');
  if (asJson) await context.write(json(runRow(session)));
  else if (inBackground) await context.write(`${session.id}\n`);
  if (inBackground) return leftWith(session, context);
  const { result } = session.run;
  if (!asJson && result !== null && !result.isError) await context.write(`${visible(result.text)}\n`);
  if (exitCode(session) !== 0) context.complain(sentence(session));
  return exitCode(session);
};

/** `toc run`: a background run of an agent. It is followed to its end, or left alone at once. */
export const run = async (name: string, flags: RunFlags, rooms: RunRooms): Promise<number> => {
  if (flags.prompt === undefined)
    throw new CommandLineError('"run" takes a prompt: -p PROMPT, or -p - to read it.');
  const folder = await realpath(flags.cwd ?? '.').catch(() => {
    throw new CommandLineError(`--cwd: there is no folder ${flags.cwd}.`);
  });
  const prompt = await promptFrom(flags.prompt, rooms);
  const startKey = randomUUID();
  return runOf(rooms, flags.background ?? false, async (calls) => {
    const agent = await agentNamed(calls, name, folder);
    // An agent of a workspace works there, wherever in it the command was typed.
    const workspace = flags.cwd === undefined && agent.workspace !== null ? null : folder;
    return calls.sessions.runInBackground({ startKey, agent, workspace, title: flags.title ?? null, prompt });
  });
};

/** `toc resume`: a conversation goes on with a prompt in the background, or without one in a terminal. */
export const resume = async (id: string, flags: RunFlags, rooms: RunRooms): Promise<number> => {
  const { prompt: text } = flags;
  if (text !== undefined) {
    const prompt = await promptFrom(text, rooms);
    return runOf(rooms, flags.background ?? false, async (calls) => {
      const { id: sessionId } = sessionNamed(id, await calls.sessions.list());
      return calls.sessions.continueInBackground({ sessionId, agent: 'kept', prompt });
    });
  }
  if (flags.background)
    throw new CommandLineError('--background goes on with a prompt: -p PROMPT, or -p - to read it.');
  const session = await asked(rooms, async (calls) => {
    const { id: sessionId } = sessionNamed(id, await calls.sessions.list());
    return calls.sessions.resume({ sessionId, agent: 'kept' });
  });
  const where = hasEnded(session) ? '' : 'It goes on in a terminal that toc holds: open it in the window.\n';
  rooms.context.print(rooms.asJson ? json(runRow(session)) : `${session.id}\n${where}`);
  return leftWith(session, rooms.context);
};

/** `toc stop`: ends a session's process and what that started. */
export const stop = async (id: string, rooms: RunRooms): Promise<number> => {
  const session = await asked(rooms, async (calls) => {
    const { id: sessionId } = sessionNamed(id, await calls.sessions.list());
    return calls.sessions.stop({ sessionId });
  });
  return rooms.context.print(rooms.asJson ? json(runRow(session)) : `${sentence(session)}\n`);
};

/** `toc watch`: the steps of a session's newest run, as they come, until it ends. */
export const watch = async (id: string, rooms: RunRooms): Promise<number> => {
  const { context, asJson } = rooms;
  const steps = createShownSteps((step) =>
    context.write(asJson ? `${jsonText({ step })}\n` : `${stepLine(step)}\n`),
  );
  const session = await asked(rooms, async (calls) => {
    const { id: sessionId } = sessionNamed(id, await calls.sessions.list());
    // A main that lives for a command reads logs only when it is asked to.
    await calls.transcripts.index();
    const ended = await untilStands(calls, sessionId, hasEnded, (now) => steps.more(calls, now));
    await steps.rest(calls, ended);
    return ended;
  });
  const { result } = session.run;
  if (asJson) await context.write(`${jsonText({ session: runRow(session) })}\n`);
  else await context.write(`${sentence(session)}\n${result === null ? '' : `\n${visible(result.text)}\n`}`);
  return exitCode(session);
};
