import { useMutation } from '@tanstack/react-query';
import { useReducer, useState } from 'react';
import type { AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { isFailure } from '#renderer/bridge/failure-words.ts';
import { changed, draftOf, formOf, nameProblem, sameForm, type Form, type FormChange } from './draft.ts';

export interface AgentFormState {
  readonly form: Form;
  readonly change: (change: FormChange) => void;
  readonly dirty: boolean;
  /** Why the name cannot stay, once it has been left or Save was tried. */
  readonly nameError: string | null;
  readonly checkName: () => void;
  /** A failure of Save that belongs to no field. */
  readonly problem: unknown;
  readonly saving: boolean;
  /** Saves what changed and goes on with the agent as it is then. */
  readonly save: (then: (agent: ReadyAgent) => void) => void;
  /** The files were changed outside while this form holds other changes. */
  readonly outdated: boolean;
  readonly takeOutside: () => void;
}

/** What the form knows about the agent on disk. */
interface Base {
  readonly form: Form;
  readonly agent: ReadyAgent | null;
  /** What the list said when this was learnt: after a save it is older than what was saved. */
  readonly listed: ReadyAgent | null;
}

/** The state of one agent form: a new agent when `listed` is null. */
export const useAgentForm = (listed: ReadyAgent | null, initial: Form): AgentFormState => {
  const api = useApi();
  const [base, setBase] = useState<Base>({ form: initial, agent: listed, listed });
  const [form, change] = useReducer(changed, initial);
  const [nameChecked, setNameChecked] = useState(false);
  const { mutate, error, isPending, reset } = useMutation(api.agents.save.mutationOptions());
  const dirty = !sameForm(form, base.form);

  const take = (agent: ReadyAgent): void => {
    const next = formOf(agent);
    setBase({ form: next, agent, listed });
    change({ kind: 'reset', form: next });
  };
  const newer = listed !== null && listed !== base.listed && listed.revision !== base.agent?.revision;
  // An untouched form follows its files; one with changes asks first.
  if (newer && !dirty && !isPending) take(listed);

  const ref: AgentRef | null = base.agent?.ref ?? null;
  const taken = isFailure(error) && error.code === 'NAME_TAKEN';
  return {
    form,
    change: (next) => {
      if (error !== null) reset();
      change(next);
    },
    dirty,
    nameError: taken
      ? `There is an agent of this name already: ${error.data.folder}.`
      : nameChecked
        ? nameProblem(form.name)
        : null,
    checkName: () => setNameChecked(true),
    problem: taken ? null : error,
    saving: isPending,
    save: (then) => {
      setNameChecked(true);
      if (nameProblem(form.name) !== null || isPending) return;
      if (base.agent !== null && !dirty) {
        then(base.agent);
        return;
      }
      mutate(
        { draft: draftOf(form), revision: base.agent?.revision ?? null, previous: ref },
        {
          onSuccess: (saved) => {
            take(saved);
            then(saved);
          },
        },
      );
    },
    outdated: newer && dirty,
    takeOutside: () => {
      reset();
      if (listed) take(listed);
    },
  };
};
