import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { AgentRef, PreviewKind, ReadyAgent } from '#shared/contract/agents.ts';
import type { Workspace } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain, isFailure } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { folderName } from '#renderer/ui/paths.ts';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { DeleteAgent } from './delete-agent.tsx';
import { draftOf, emptyForm, formOf } from './draft.ts';
import { PermissionsField, RuntimeField, WorkspaceField } from './form-fields.tsx';
import { ModelField } from './model-field.tsx';
import { PreviewPanel, usePreview, type Lit } from './preview-panel.tsx';
import { useAgentForm } from './use-agent-form.ts';
import { warningSentence } from './words.ts';

/** The keys of the form, as the shell hears them. */
export interface FormCommands {
  readonly save: () => void;
  /** Asks before it deletes; null for an agent that is not saved yet. */
  readonly remove: (() => void) | null;
}

export interface AgentFormProps {
  /** The agent being edited, or null for a new one. */
  readonly agent: ReadyAgent | null;
  readonly workspace: string | null;
  readonly workspaces: readonly Workspace[];
  readonly sessions: number;
  readonly keys: { readonly save: string };
  readonly startProblem: string | null;
  readonly starting: boolean;
  readonly onStart: (ref: AgentRef) => void;
  readonly onSaved: (ref: AgentRef) => void;
  readonly onDeleted: () => void;
  readonly onDirty: (dirty: boolean) => void;
  readonly onAddWorkspace: () => void;
  readonly onCommands: (commands: FormCommands | null) => void;
}

const Problems = ({
  state,
  props,
}: {
  readonly state: ReturnType<typeof useAgentForm>;
  readonly props: AgentFormProps;
}) => {
  const outside = state.outdated || (isFailure(state.problem) && state.problem.code === 'CHANGED_OUTSIDE');
  const { agent } = props;
  return (
    <div className="flex flex-col gap-2 not-empty:mb-4">
      {outside && (
        <Note kind="warning">
          The files of this agent were changed outside. Saving would overwrite that, so it is refused.{' '}
          <button type="button" className="link" onClick={state.takeOutside}>
            Take the change and drop what is typed here
          </button>
        </Note>
      )}
      {state.problem !== null && !outside && <Note kind="error">{explain(state.problem)}</Note>}
      {props.startProblem !== null && <Note kind="error">{props.startProblem}</Note>}
      {agent?.warnings
        .filter(({ code }) => code !== 'unknown-model')
        .map((warning) => (
          <Note key={JSON.stringify(warning)} kind="warning">
            {warningSentence(warning, agent.runtime, null)}
          </Note>
        ))}
    </div>
  );
};

const NameField = ({
  state,
  focus,
}: {
  readonly state: ReturnType<typeof useAgentForm>;
  readonly focus: RefObject<HTMLInputElement | null>;
}) => (
  <Field label="Name" error={state.nameError}>
    {(control) => (
      <input
        {...control}
        ref={focus}
        value={state.form.name}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => state.change({ kind: 'name', name: target.value })}
        onBlur={() => {
          if (state.form.name !== '') state.checkName();
        }}
        className="control"
      />
    )}
  </Field>
);

const InstructionsField = ({
  form,
  change,
  onLight,
}: Pick<ReturnType<typeof useAgentForm>, 'form' | 'change'> & { readonly onLight: (lit: Lit) => void }) => (
  <Field
    label="Instructions"
    help="Added to what the runtime tells the model itself, on every start and resume."
  >
    {(control) => (
      <textarea
        {...control}
        value={form.instructions}
        spellCheck={false}
        onChange={({ target }) => change({ kind: 'instructions', instructions: target.value })}
        onFocus={() => onLight('instructions')}
        onBlur={() => onLight(null)}
        className="control block field-sizing-content max-h-[50vh] min-h-28 resize-y !px-2.5 !py-2 font-mono text-xs leading-[18px] short:min-h-16"
      />
    )}
  </Field>
);

/** Makes and edits an agent, and shows the command line it stands for. */
export const AgentForm = (props: AgentFormProps) => {
  const { agent, workspaces, onDirty, onCommands, onStart, onSaved } = props;
  const { data: doctor } = useQuery(useApi().system.doctor.queryOptions({ input: { fresh: false } }));
  const state = useAgentForm(agent, agent ? formOf(agent) : emptyForm(props.workspace, 'codex'));
  const { form, change, dirty } = state;
  const [kind, setKind] = useState<PreviewKind>('start');
  const [lit, setLit] = useState<Lit>(null);
  const [deleting, setDeleting] = useState(false);
  const draft = draftOf(form);
  const preview = usePreview(draft, kind);
  const first = useRef<HTMLInputElement>(null);
  const unknownModel = preview.data?.warnings.find((warning) => warning.code === 'unknown-model');

  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    onDirty(dirty);
    return () => onDirty(false);
  }, [dirty, onDirty]);

  const save = (): void => state.save(({ ref }) => onSaved(ref));
  const start = (): void =>
    state.save(({ ref }) => {
      onSaved(ref);
      onStart(ref);
    });
  useEffect(() => {
    onCommands({ save, remove: agent ? () => setDeleting(true) : null });
    return () => onCommands(null);
  });

  return (
    <>
      <TitleBar
        title={agent ? agent.ref.name : 'New agent'}
        note={form.workspace === null ? 'Personal' : folderName(form.workspace)}
        actions={
          <>
            <span className="text-xs text-fg-3 narrow:hidden">{dirty || !agent ? 'Not saved' : 'Saved'}</span>
            <Button size="small" disabled={state.saving || props.starting} onClick={start}>
              Start
            </Button>
            <Button
              size="small"
              variant="primary"
              keys={props.keys.save}
              disabled={state.saving}
              onClick={save}
            >
              Save agent
            </Button>
          </>
        }
      />
      <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)_336px] narrow:grid-cols-1 narrow:grid-rows-[minmax(0,1fr)_auto]">
        <form
          aria-label={agent ? `Agent ${agent.ref.name}` : 'New agent'}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
          className="min-w-0 overflow-y-auto px-6 py-5 narrow:px-4 narrow:py-3 short:py-2"
        >
          <Problems state={state} props={props} />
          <div className="grid grid-cols-2 gap-4 rail:grid-cols-1 rail:gap-0">
            <NameField state={state} focus={first} />
            <WorkspaceField
              form={form}
              change={change}
              workspaces={workspaces}
              onAddWorkspace={props.onAddWorkspace}
            />
          </div>
          <RuntimeField form={form} change={change} reports={doctor?.runtimes} />
          <ModelField
            form={form}
            change={change}
            report={doctor?.runtimes.find(({ id }) => id === form.runtime)}
            warning={form.model === '' ? undefined : unknownModel}
            onFocus={() => setLit('model')}
            onBlur={() => setLit(null)}
          />
          <InstructionsField form={form} change={change} onLight={setLit} />
          <PermissionsField form={form} change={change} />
          {agent && (
            <DeleteAgent
              agent={agent}
              sessions={props.sessions}
              asking={deleting}
              onAsk={setDeleting}
              onDeleted={props.onDeleted}
            />
          )}
        </form>
        <PreviewPanel draft={draft} kind={kind} onKind={setKind} query={preview} lit={lit} onLight={setLit} />
      </div>
    </>
  );
};
