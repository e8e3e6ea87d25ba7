import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Workspace } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';

export interface AddWorkspaceProps {
  readonly open: boolean;
  /** Whether the platform's own dialog can be asked. */
  readonly native: boolean;
  readonly onClose: () => void;
  readonly onAdded: (workspace: Workspace) => void;
}

/** Puts a folder on the list of workspaces. */
export const AddWorkspace = ({ open, native, onClose, onAdded }: AddWorkspaceProps) => {
  const api = useApi();
  const [path, setPath] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const add = useMutation(api.system.addWorkspace.mutationOptions());
  const choose = useMutation(api.system.chooseFolder.mutationOptions());
  const close = (): void => {
    add.reset();
    choose.reset();
    setPath('');
    onClose();
  };
  const submit = (folder: string): void => {
    if (folder.trim() === '') return;
    add.mutate(
      { path: folder.trim() },
      {
        onSuccess: (workspace) => {
          close();
          onAdded(workspace);
        },
      },
    );
  };
  const failed = add.error ?? choose.error;
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Add a folder"
      focus={input}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            disabled={path.trim() === '' || add.isPending}
            onClick={() => submit(path)}
          >
            Add
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(path);
        }}
      >
        <Field
          label="Folder"
          help="An absolute path. Its agents are kept in it, under .toc/agents; nothing is written before you save one."
          error={failed ? explain(failed) : null}
          className="!mb-0"
        >
          {(control) => (
            <div className="flex gap-2">
              <input
                {...control}
                ref={input}
                value={path}
                spellCheck={false}
                autoComplete="off"
                placeholder="/home/you/code/project"
                onChange={({ target }) => {
                  add.reset();
                  setPath(target.value);
                }}
                className="control font-mono text-xs"
              />
              {native && (
                <Button
                  className="!h-[30px]"
                  disabled={choose.isPending}
                  onClick={() =>
                    choose.mutate(undefined, {
                      onSuccess: (folder) => {
                        if (folder !== null) setPath(folder);
                      },
                    })
                  }
                >
                  Choose…
                </Button>
              )}
            </div>
          )}
        </Field>
      </form>
    </Dialog>
  );
};
