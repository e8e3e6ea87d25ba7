import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { backgroundSentence } from '#shared/background-words.ts';
import type { Agent, AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Workspace } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { folderName } from '#renderer/ui/paths.ts';
import { PromptDialog } from '#renderer/ui/prompt-dialog.tsx';
import { Select } from '#renderer/ui/select.tsx';
import { draftOf, formOf, refKey } from './draft.ts';
import { Command, plainText, usePreview } from './preview-panel.tsx';
import { useBackgroundStart } from './use-background-start.ts';
import { permissionWords } from './words.ts';

export interface RunInBackgroundProps {
  /** The one it was opened from; null: the person chooses. */
  readonly agent: AgentRef | null;
  readonly agents: readonly Agent[];
  readonly workspaces: readonly Workspace[];
  /** Where a personal agent works, unless another folder is chosen. */
  readonly last: string | null;
  readonly onStarted: (session: Session) => void;
  readonly onClose: () => void;
}

const placeOf = ({ ref }: ReadyAgent): string =>
  ref.workspace === null ? 'Personal' : folderName(ref.workspace);

const AgentField = ({
  agents,
  agent,
  onChoose,
}: {
  readonly agents: readonly ReadyAgent[];
  readonly agent: ReadyAgent;
  readonly onChoose: (key: string) => void;
}) => (
  <Field label="Agent" className="grow basis-52">
    {(control) => (
      <Select {...control} value={refKey(agent.ref)} onChange={({ target }) => onChoose(target.value)}>
        {agents.map((each) => (
          <option key={refKey(each.ref)} value={refKey(each.ref)}>
            {each.ref.name} – {placeOf(each)}
          </option>
        ))}
      </Select>
    )}
  </Field>
);

const PlaceField = ({
  places,
  place,
  onChoose,
}: {
  readonly places: readonly Workspace[];
  readonly place: string | undefined;
  readonly onChoose: (path: string) => void;
}) => (
  <Field
    label="Workspace"
    className="grow basis-52"
    error={places.length === 0 ? 'There is no folder on the list yet. Add one in the sidebar.' : null}
  >
    {(control) => (
      <Select
        {...control}
        value={place}
        disabled={places.length === 0}
        onChange={({ target }) => onChoose(target.value)}
      >
        {places.map(({ path, name }) => (
          <option key={path} value={path}>
            {name}
          </option>
        ))}
      </Select>
    )}
  </Field>
);

const CommandLine = ({
  agent,
  place,
}: {
  readonly agent: ReadyAgent;
  readonly place: string | undefined;
}) => {
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  const { data, error } = usePreview(draftOf(formOf(agent)), 'background');
  if (error) return <Note kind="error">{explain(error)}</Note>;
  if (!data) return <p className="text-xs text-fg-3">Asking for the command line.</p>;
  const preview = place === undefined ? data : { ...data, cwd: place };
  return (
    <div className="relative rounded-md border border-line bg-sunken px-3 py-2 pr-9">
      <div
        role="group"
        aria-label="Command preview"
        tabIndex={0}
        className="max-h-25 overflow-y-auto rounded-xs short:max-h-20"
      >
        <Command
          preview={preview}
          home={info?.home}
          unknownModel={false}
          lit={null}
          flowing
          onLight={() => {}}
        />
      </div>
      <span className="absolute top-1.5 right-1.5">
        <CopyIcon label="Copy command" text={plainText(preview)} />
      </span>
    </div>
  );
};

/** What this runtime does where it would ask. */
const Warning = ({ agent }: { readonly agent: ReadyAgent }) => {
  const sentence = backgroundSentence(agent.runtime, agent.permission);
  return sentence === null ? null : (
    <Note kind="warning" className="mb-3">
      {agent.ref.name} is set to {permissionWords[agent.permission]}, but {sentence}
    </Note>
  );
};

/** Asks for a prompt, and runs an agent with it without a terminal. */
export const RunInBackground = (props: RunInBackgroundProps) => {
  const { workspaces, last, onStarted, onClose } = props;
  const ready = props.agents.filter((agent) => agent.state === 'ready');
  const [key, setKey] = useState(props.agent === null ? null : refKey(props.agent));
  const [picked, setPicked] = useState<string | null>(null);
  const { start, isPending, error } = useBackgroundStart((session) => {
    onClose();
    onStarted(session);
  });
  const agent = ready.find(({ ref }) => refKey(ref) === key) ?? ready[0];
  const places = workspaces.filter(({ exists }) => exists);
  const personal = agent?.ref.workspace === null;
  const place = picked ?? places.find(({ path }) => path === last)?.path ?? places[0]?.path;
  return (
    <PromptDialog
      title="Run in background"
      verb="Run in background"
      help="Runs without a terminal. You can Watch it, and Take over when you want to type."
      note="The prompt is sent on standard input."
      ready={agent !== undefined && !isPending && (!personal || place !== undefined)}
      onSend={(prompt) => {
        if (agent) start({ agent: agent.ref, workspace: personal ? (place ?? null) : null, prompt });
      }}
      onClose={onClose}
      before={
        agent && (
          <div className="flex flex-wrap gap-x-4">
            <AgentField agents={ready} agent={agent} onChoose={setKey} />
            {personal && <PlaceField places={places} place={place} onChoose={setPicked} />}
          </div>
        )
      }
    >
      {agent ? (
        <>
          <Warning agent={agent} />
          <CommandLine agent={agent} place={personal ? place : undefined} />
        </>
      ) : (
        <Note kind="warning">There is no agent that can be run yet. Make one first.</Note>
      )}
      {error && (
        <Note kind="error" className="mt-3">
          {explain(error)}
        </Note>
      )}
    </PromptDialog>
  );
};
