import type { AgentWarning, Permission, PreviewPart } from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';

/** The three levels, in words. */
export const permissionWords: Readonly<Record<Permission, string>> = {
  'read-only': 'Read only',
  ask: 'Ask',
  bypass: 'Bypass',
};

/** What a level really does in a runtime, told where it is chosen. */
export const permissionSentence = (runtime: RuntimeId, permission: Permission): string => {
  const sentences: Readonly<Record<RuntimeId, Readonly<Record<Permission, string>>>> = {
    codex: {
      'read-only':
        'Its sandbox refuses every write. Codex asks before a command may go beyond it. Reading is not limited.',
      ask: 'Edits files in the workspace and runs commands inside its sandbox; asks before it leaves the sandbox or uses the network.',
      bypass: 'No sandbox and no questions. It can do whatever you can do on this machine.',
    },
    'claude-code': {
      'read-only':
        'Plan mode, with its editing tools off. There is no sandbox: a command you approve can still write. Reading is not limited.',
      ask: 'Asks before it edits files or runs commands. There is no sandbox: what you approve can do whatever you can.',
      bypass: 'No questions and no sandbox. It can do whatever you can do on this machine.',
    },
  };
  return sentences[runtime][permission];
};

/** Something worth saying about an agent that does not keep it from starting. */
export const warningSentence = (
  warning: AgentWarning,
  runtime: RuntimeId,
  version: string | null,
): string => {
  switch (warning.code) {
    case 'unknown-model':
      return `${[runtimeName(runtime), version].filter(Boolean).join(' ')} does not list ${warning.model}. You can save it: the name is sent as typed, and the first request decides.`;
    case 'stricter-than-file':
      return `${warning.file} grants more than one of the three levels can hold. toc holds the agent to the stricter level; the file keeps what it says until you save another level.`;
    case 'compose-missing':
      return `A part of the instructions is missing: ${warning.path}.`;
    case 'compose-refused':
      return `A part of the instructions lies outside the agent’s folder and is not read: ${warning.path}.`;
  }
};

/** Which field of the form put an argument there. */
export const partReason = (
  from: PreviewPart['from'],
  form: { readonly model: string; readonly permission: Permission },
): { readonly title: string; readonly because: string } | null => {
  switch (from) {
    case 'model':
      return { title: 'Model', because: form.model };
    case 'permission':
      return {
        title: `Permissions: ${permissionWords[form.permission]}`,
        because: 'passed on every start and resume',
      };
    case 'instructions':
      return { title: 'Instructions', because: 'added to the runtime’s own' };
    case 'session':
      return { title: 'Session', because: 'which conversation this is' };
    case 'toc':
      return { title: 'toc', because: 'so that toc can follow the work, and Stop can end it' };
    case 'program':
      return null;
  }
};

const SAFE = /^[\w@%+=:,./-]+$/;

/** An argument as a POSIX shell would need it typed; toc itself uses no shell. */
export const quoted = (text: string): string =>
  SAFE.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
