import type { AgentWarning } from '#shared/contract/agents.ts';
import type { RuntimeReport } from '#shared/contract/system.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { Field } from '#renderer/ui/field.tsx';
import { SuggestInput } from '#renderer/ui/suggest-input.tsx';
import type { Form, FormChange } from './draft.ts';
import { warningSentence } from './words.ts';

export interface ModelFieldProps {
  readonly form: Form;
  readonly change: (change: FormChange) => void;
  readonly report: RuntimeReport | undefined;
  readonly warning: Extract<AgentWarning, { code: 'unknown-model' }> | undefined;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

/** Which model: one of those the installed version offers, or any other name. */
export const ModelField = ({ form, change, report, warning, onFocus, onBlur }: ModelFieldProps) => {
  const first = report?.models[0];
  return (
    <Field
      label="Model"
      help={form.model === '' ? `Empty: ${runtimeName(form.runtime)} takes its own default.` : undefined}
      warning={
        warning && (
          <>
            {warningSentence(warning, form.runtime, report?.version ?? null)}
            {warning.suggestion !== null && (
              <>
                {' '}
                Did you mean{' '}
                <button
                  type="button"
                  className="link font-mono"
                  onClick={() => change({ kind: 'model', model: warning.suggestion ?? '' })}
                >
                  {warning.suggestion}
                </button>
                ?
              </>
            )}
          </>
        )
      }
    >
      {(control) => (
        <SuggestInput
          control={control}
          value={form.model}
          suggestions={report?.models ?? []}
          placeholder={first ? `${first.id} and others` : 'the runtime’s default'}
          listLabel="Show the known ones"
          onChange={(model) => change({ kind: 'model', model })}
          onFocus={onFocus}
          onBlur={onBlur}
        />
      )}
    </Field>
  );
};
