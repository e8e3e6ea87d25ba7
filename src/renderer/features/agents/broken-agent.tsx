import type { BrokenAgent as Broken } from '#shared/contract/agents.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';

/** An agent whose files cannot be read: what is wrong and where. Nothing here can overwrite them. */
export const BrokenAgent = ({
  agent,
  onOpenAnother,
}: {
  readonly agent: Broken;
  readonly onOpenAnother: () => void;
}) => (
  <>
    <TitleBar title={agent.ref.name} note="cannot be read" />
    <div className="min-h-0 grow overflow-y-auto px-6 py-5">
      <div className="max-w-[560px]">
        <Note kind="error">{agent.reason}</Note>
        <dl className="my-4 grid grid-cols-[84px_minmax(0,1fr)] gap-y-1.5">
          <dt className="text-fg-3">File</dt>
          <dd className="font-mono text-xs leading-5 break-all">{agent.file}</dd>
          <dt className="text-fg-3">Line</dt>
          <dd className="tabular-nums">{agent.line ?? 'not known'}</dd>
        </dl>
        <p className="mb-4 text-fg-2">
          toc leaves the file as it is. Mend it in your editor: the agent appears here as soon as it can be
          read.
        </p>
        <div className="flex items-center gap-2">
          <Button onClick={onOpenAnother}>Open another</Button>
          <CopyButton
            label="Copy"
            text={`${agent.file}${agent.line === null ? '' : `:${agent.line}`}: ${agent.reason}`}
          />
        </div>
      </div>
    </div>
  </>
);
