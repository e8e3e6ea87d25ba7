import { useRef, useState } from 'react';
import type { AgentRef } from '#shared/contract/agents.ts';
import type { Workspace } from '#shared/contract/system.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Select } from '#renderer/ui/select.tsx';

export interface ChoosePlaceProps {
  readonly agent: AgentRef;
  readonly workspaces: readonly Workspace[];
  readonly last: string | null;
  readonly onChoose: (workspace: string) => void;
  readonly onAdd: () => void;
  readonly onClose: () => void;
}

/** Asks where a personal agent works this time. */
export const ChoosePlace = ({ agent, workspaces, last, onChoose, onAdd, onClose }: ChoosePlaceProps) => {
  const there = workspaces.filter(({ exists }) => exists);
  const [picked, setPicked] = useState<string | null>(null);
  const place = picked ?? there.find(({ path }) => path === last)?.path ?? there[0]?.path;
  const primary = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Where does ${agent.name} work?`}
      focus={primary}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button onClick={onAdd}>Add a folder…</Button>
          <Button
            ref={primary}
            variant="primary"
            disabled={place === undefined}
            onClick={() => {
              if (place !== undefined) onChoose(place);
            }}
          >
            Start
          </Button>
        </>
      }
    >
      {there.length === 0 ? (
        <p>There is no folder on the list yet. Add the one it shall work in.</p>
      ) : (
        <Field label="Workspace" help={place} className="!mb-0">
          {(control) => (
            <Select {...control} value={place} onChange={({ target }) => setPicked(target.value)}>
              {there.map(({ path, name }) => (
                <option key={path} value={path}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </Dialog>
  );
};
