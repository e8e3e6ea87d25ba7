import { AgentName, type AgentDraft, type Permission, type ReadyAgent } from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';

/** What the form holds; the name may not be one yet. */
export interface Form {
  readonly name: string;
  readonly workspace: string | null;
  readonly runtime: RuntimeId;
  readonly model: string;
  readonly instructions: string;
  readonly permission: Permission;
  /** What the last change of the runtime took away. */
  readonly undo: { readonly runtime: RuntimeId; readonly model: string } | null;
}

export type FormChange =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'workspace'; readonly workspace: string | null }
  | { readonly kind: 'runtime'; readonly runtime: RuntimeId }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'instructions'; readonly instructions: string }
  | { readonly kind: 'permission'; readonly permission: Permission }
  | { readonly kind: 'undo-runtime' }
  | { readonly kind: 'reset'; readonly form: Form };

/** A form for a new agent. */
export const emptyForm = (workspace: string | null, runtime: RuntimeId): Form => ({
  name: '',
  workspace,
  runtime,
  model: '',
  instructions: '',
  permission: 'ask',
  undo: null,
});

/** The form of an agent that is there. */
export const formOf = (agent: ReadyAgent): Form => ({
  name: agent.ref.name,
  workspace: agent.ref.workspace,
  runtime: agent.runtime,
  model: agent.model,
  instructions: agent.instructions,
  permission: agent.permission,
  undo: null,
});

/** The form after a change. Another runtime does not know this one's models, so the model starts over. */
export const changed = (form: Form, change: FormChange): Form => {
  switch (change.kind) {
    case 'name':
      return { ...form, name: change.name };
    case 'workspace':
      return { ...form, workspace: change.workspace };
    case 'runtime':
      if (change.runtime === form.runtime) return form;
      return {
        ...form,
        runtime: change.runtime,
        model: '',
        undo: form.model === '' ? null : { runtime: form.runtime, model: form.model },
      };
    case 'model':
      return { ...form, model: change.model, undo: null };
    case 'instructions':
      return { ...form, instructions: change.instructions };
    case 'permission':
      return { ...form, permission: change.permission };
    case 'undo-runtime':
      return form.undo ? { ...form, ...form.undo, undo: null } : form;
    case 'reset':
      return change.form;
  }
};

/** Why a name is none, or null. */
export const nameProblem = (name: string): string | null => {
  if (name === '') return 'Give the agent a name.';
  if (name.length > 64) return `A name has at most 64 characters; this one has ${name.length}.`;
  if (AgentName.safeParse(name).success) return null;
  if (name.startsWith('-')) return 'A name starts with a letter or a digit.';
  return 'A name is the folder’s name: small letters a–z, digits and -, nothing else.';
};

/** The draft a form stands for; a name that is none is replaced, for the preview. */
export const draftOf = (form: Form, nameInstead = 'agent'): AgentDraft => ({
  ref: { workspace: form.workspace, name: nameProblem(form.name) === null ? form.name : nameInstead },
  runtime: form.runtime,
  model: form.model.trim(),
  instructions: form.instructions,
  permission: form.permission,
});

/** Whether two forms would write the same files. */
export const sameForm = (a: Form, b: Form): boolean =>
  a.name === b.name &&
  a.workspace === b.workspace &&
  a.runtime === b.runtime &&
  a.model === b.model &&
  a.instructions === b.instructions &&
  a.permission === b.permission;

/** One text for an agent's identity. */
export const refKey = ({
  workspace,
  name,
}: {
  readonly workspace: string | null;
  readonly name: string;
}): string => `${workspace ?? ''}\n${name}`;
