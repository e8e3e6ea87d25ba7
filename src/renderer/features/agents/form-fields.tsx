import { useId, type ReactNode } from 'react';
import { Permission } from '#shared/contract/agents.ts';
import { RuntimeId } from '#shared/contract/ids.ts';
import type { RuntimeReport, Workspace } from '#shared/contract/system.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { Field } from '#renderer/ui/field.tsx';
import { RuntimeMark } from '#renderer/ui/glyph.tsx';
import type { Form, FormChange } from './draft.ts';
import { permissionSentence, permissionWords } from './words.ts';
import { Select } from '#renderer/ui/select.tsx';

interface Part {
  readonly form: Form;
  readonly change: (change: FormChange) => void;
}

const Card = ({
  group,
  value,
  checked,
  onChoose,
  danger = false,
  children,
}: {
  readonly group: string;
  readonly value: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly danger?: boolean;
  readonly children: ReactNode;
}) => (
  <label
    className={`flex min-w-0 items-start gap-2 rounded-md px-2.5 py-[7px] leading-[18px] shadow-[inset_0_0_0_1px_var(--border)] hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-(--ring) short:py-[5px] ${
      danger
        ? 'has-checked:bg-failed-tint has-checked:shadow-[inset_0_0_0_1px_var(--st-failed-glyph)]'
        : 'has-checked:bg-accent-tint has-checked:shadow-[inset_0_0_0_1px_var(--accent)]'
    }`}
  >
    <input
      type="radio"
      name={group}
      value={value}
      checked={checked}
      onChange={onChoose}
      className="radio mt-0.5 outline-none"
    />
    {children}
  </label>
);

const reportLine = (report: RuntimeReport | undefined): string => {
  if (!report) return 'looking';
  if (report.problem?.code === 'missing') return 'not installed';
  if (report.problem?.code === 'broken') return 'does not run';
  if (report.problem?.code === 'too-old') return `${report.version ?? ''} is too old`;
  if (report.problem?.code === 'signed-out') return `${report.version ?? ''}, not signed in`;
  return report.version ?? 'version unknown';
};

/** Which runtime runs the agent. */
export const RuntimeField = ({
  form,
  change,
  reports,
}: Part & { readonly reports: readonly RuntimeReport[] | undefined }) => {
  const group = useId();
  const { undo } = form;
  return (
    <div className="mb-4 short:mb-3">
      <span id={group} className="mb-1 block font-medium">
        Runtime
      </span>
      <div role="radiogroup" aria-labelledby={group} className="grid grid-cols-2 gap-2">
        {RuntimeId.options.map((runtime) => (
          <Card
            key={runtime}
            group={group}
            value={runtime}
            checked={form.runtime === runtime}
            onChoose={() => change({ kind: 'runtime', runtime })}
          >
            <span className="min-w-0 grow truncate">
              <span className="font-medium">{runtimeName(runtime)}</span>
              <br className="short:hidden" />
              <span className="text-xs text-fg-3 tabular-nums short:ml-2">
                {reportLine(reports?.find(({ id }) => id === runtime))}
              </span>
            </span>
            <RuntimeMark runtime={runtime} />
          </Card>
        ))}
      </div>
      {undo && (
        <p role="status" className="mt-1 text-xs text-fg-3">
          {runtimeName(form.runtime)} does not know <s className="font-mono">{undo.model}</s>: Model was
          reset.{' '}
          <button type="button" className="link" onClick={() => change({ kind: 'undo-runtime' })}>
            Undo
          </button>
        </p>
      )}
    </div>
  );
};

const PERSONAL = '';

/** Where the agent's files are, and where it works. */
export const WorkspaceField = ({
  form,
  change,
  workspaces,
  onAddWorkspace,
}: Part & { readonly workspaces: readonly Workspace[]; readonly onAddWorkspace: () => void }) => {
  const known = form.workspace === null || workspaces.some(({ path }) => path === form.workspace);
  const gone = workspaces.some(({ path, exists }) => path === form.workspace && !exists);
  return (
    <Field
      label="Workspace"
      help={
        <>
          {form.workspace === null ? (
            'Kept in your own folder; each start asks where it works.'
          ) : (
            <span title={form.workspace} className="break-all">
              {form.workspace}
            </span>
          )}{' '}
          <button type="button" className="link whitespace-nowrap" onClick={onAddWorkspace}>
            Add a folder…
          </button>
        </>
      }
      error={gone ? 'This folder is not there any more.' : null}
    >
      {(control) => (
        <Select
          {...control}
          value={form.workspace ?? PERSONAL}
          onChange={({ target }) =>
            change({ kind: 'workspace', workspace: target.value === PERSONAL ? null : target.value })
          }
        >
          {workspaces.map(({ path, name }) => (
            <option key={path} value={path}>
              {name}
            </option>
          ))}
          {!known && form.workspace !== null && <option value={form.workspace}>{form.workspace}</option>}
          <option value={PERSONAL}>Personal</option>
        </Select>
      )}
    </Field>
  );
};

/** How far the agent may go, with what that means in its runtime. */
export const PermissionsField = ({ form, change }: Part) => {
  const group = useId();
  return (
    <div className="mb-4 short:mb-3">
      <span id={group} className="mb-1 block font-medium">
        Permissions
      </span>
      <div role="radiogroup" aria-labelledby={group} className="grid gap-2">
        {Permission.options.map((permission) => (
          <Card
            key={permission}
            group={group}
            value={permission}
            checked={form.permission === permission}
            onChoose={() => change({ kind: 'permission', permission })}
            danger={permission === 'bypass'}
          >
            <span className="min-w-0">
              <span className={`font-medium ${permission === 'bypass' ? 'text-failed' : ''}`}>
                {permissionWords[permission]}
              </span>
              <br />
              <span className="text-xs text-fg-2">{permissionSentence(form.runtime, permission)}</span>
            </span>
          </Card>
        ))}
      </div>
    </div>
  );
};
