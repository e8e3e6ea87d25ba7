import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { AgentWarning } from '#shared/contract/agents.ts';
import type { InstructionVariables } from './requests.ts';

/** A file to be joined, or why it is not. */
export type Part =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly warning: AgentWarning };

/** One compose file. It must lie inside the agent's own folder, links followed. */
export const composePart = async (folder: string, path: string): Promise<Part> => {
  const refused: Part = { ok: false, warning: { code: 'compose-refused', path } };
  if (isAbsolute(path) || path.split(/[/\\]/).includes('..')) return refused;
  try {
    const inside = `${await realpath(folder)}${sep}`;
    const real = await realpath(join(folder, path));
    return real.startsWith(inside) ? { ok: true, text: await readFile(real, 'utf8') } : refused;
  } catch {
    return { ok: false, warning: { code: 'compose-missing', path } };
  }
};

/** The original writes a heading where no instructions were given; by itself it says nothing to a model. */
const saysSomething = (text: string): boolean => !/^\s*(#[^\n]*)?\s*$/.test(text);

/** agent.md and the compose files as one text, with the variables put in literally and once. Pure. */
export const compose = (
  agentText: string,
  parts: readonly string[],
  variables: InstructionVariables,
): string => {
  const values: Readonly<Record<string, string>> = {
    AgentName: variables.agentName,
    SessionID: variables.sessionId,
    Date: variables.date,
    Model: variables.model,
  };
  const texts = [agentText, ...parts].filter(saysSomething).map((text) => text.trim());
  return texts
    .join('\n\n---\n\n')
    .replaceAll(
      /\{\{\.(AgentName|SessionID|Date|Model)\}\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
};
