import { useQuery } from '@tanstack/react-query';
import { Folder } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { RuntimeReport, Workspace } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CheckGlyph, RuntimeMark } from '#renderer/ui/glyph.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { shortPath } from '#renderer/ui/paths.ts';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { runtimeState } from './words.ts';
import { useDoctor } from './use-doctor.ts';

const Found = ({ report }: { readonly report: RuntimeReport }) => {
  const { check, word, fact, step } = runtimeState(report);
  const models = report.models.length;
  const tail = step === null ? `${fact}${models > 0 ? ` ${models} models offered.` : ''}` : null;
  return (
    <li className="flex min-h-[38px] items-center gap-2 border-t border-line-faint px-3 py-1.5 first:border-0">
      <RuntimeMark runtime={report.id} />
      <span className="w-[92px] shrink-0 font-medium">{report.name}</span>
      <span className="w-14 shrink-0 text-xs text-fg-3 tabular-nums">{report.version ?? '–'}</span>
      <span className="flex w-28 shrink-0 items-center gap-1.5 text-xs text-fg-2">
        <CheckGlyph word={check} />
        {word}
      </span>
      <span className="min-w-0 grow text-xs break-words text-fg-3">
        {tail ?? (
          <>
            Run <code className="font-mono">{step}</code>, then look again.
          </>
        )}
      </span>
    </li>
  );
};

export interface FirstRunProps {
  readonly workspace: Workspace | null;
  readonly onChooseWorkspace: () => void;
  readonly onNewAgent: () => void;
  readonly keys: { readonly newAgent: string };
}

/** What is shown while there is no agent and no session: what toc found, and the first thing to do. */
export const FirstRun = ({ workspace, onChooseWorkspace, onNewAgent, keys }: FirstRunProps) => {
  const { doctor, problem, looking, lookAgain } = useDoctor();
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  const primary = useRef<HTMLButtonElement>(null);
  useEffect(() => primary.current?.focus(), []);
  return (
    <>
      <TitleBar title="Sessions" />
      <div className="grid min-h-0 grow place-items-center overflow-y-auto bg-content px-8 py-6">
        <div className="w-[min(560px,100%)]">
          <h2 className="text-xl font-semibold tracking-[-0.011em]">No agents yet</h2>
          <p className="mt-1.5 mb-6 max-w-[52ch] text-fg-2">
            An agent is a runtime, a model, instructions and permissions, kept in your project so you can
            start it again tomorrow.
          </p>
          <div className="mb-2 flex items-center text-xs">
            <h3 className="grow font-medium text-fg-3">Runtimes found on this machine</h3>
            <button type="button" className="link" disabled={looking} onClick={lookAgain}>
              {looking ? 'Looking…' : 'Look again'}
            </button>
          </div>
          {problem && <Note kind="error">{explain(problem)}</Note>}
          <ul aria-label="Runtimes" aria-busy={looking} className="rounded-md border border-line">
            {doctor?.runtimes.map((report) => (
              <Found key={report.id} report={report} />
            ))}
            {!doctor && !problem && <li className="px-3 py-2 text-xs text-fg-3">Asking your login shell.</li>}
          </ul>
          <h3 className="mt-6 mb-2 text-xs font-medium text-fg-3">Folder to work in</h3>
          <div className="flex min-h-11 items-center gap-2 rounded-md border border-line px-3 py-2">
            <Folder aria-hidden="true" className="size-4 shrink-0 stroke-[1.6] text-fg-3" />
            {workspace ? (
              <span className="min-w-0 grow truncate" title={workspace.path}>
                <span className="font-medium">{workspace.name}</span>
                <span className="ml-2 text-xs text-fg-3">
                  {shortPath(workspace.path, info?.home)}
                  {workspace.branch !== null && ` · git, branch ${workspace.branch}`}
                </span>
              </span>
            ) : (
              <span className="min-w-0 grow text-fg-3">
                None yet. Without one, an agent is kept as a personal one.
              </span>
            )}
            <Button size="small" onClick={onChooseWorkspace}>
              {workspace ? 'Choose another…' : 'Choose…'}
            </Button>
          </div>
          <div className="mt-6">
            <Button ref={primary} variant="primary" keys={keys.newAgent} onClick={onNewAgent}>
              New agent
            </Button>
          </div>
          <p className="mt-6 text-xs text-fg-3">
            Agents are files in your project. What they do stays on this machine. toc sends no telemetry.
          </p>
        </div>
      </div>
    </>
  );
};
