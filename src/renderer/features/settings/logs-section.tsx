import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { IndexState } from '#shared/contract/transcripts.ts';
import { useApi, useBridge } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { logsRead } from '#renderer/bridge/reading.ts';
import { Button } from '#renderer/ui/button.tsx';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { CheckGlyph } from '#renderer/ui/glyph.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { shortPath } from '#renderer/ui/paths.ts';
import { allLogs, partRead, phaseFacts, phaseWord } from './logs-words.ts';

/** The state of the index, and what can be done to it; each answer is the state after it. */
const useIndexing = () => {
  const { queries } = useBridge();
  const { index, pauseIndex, reindex } = useApi().transcripts;
  const options = index.queryOptions();
  const query = useQuery(options);
  const onSuccess = (state: IndexState): void => void queries.setQueryData(options.queryKey, state);
  const pause = useMutation(pauseIndex.mutationOptions({ onSuccess }));
  const rebuild = useMutation(reindex.mutationOptions({ onSuccess }));
  return { query, pause, rebuild, problem: rebuild.error ?? pause.error ?? query.error };
};

const Row = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex gap-3 border-t border-line-faint px-3 py-2 first:border-0">
    <dt className="w-24 shrink-0 text-xs leading-5 text-fg-3">{name}</dt>
    <dd className="min-w-0 grow text-xs leading-5 text-fg-2">{children}</dd>
  </div>
);

const Path = ({ path, home }: { readonly path: string; readonly home: string | undefined }) => (
  <code title={path} className="font-mono break-all text-fg">
    {shortPath(path, home)}
  </code>
);

const glyphs = { idle: 'Passed', paused: 'Look at this', failed: 'Problem' } as const;

const Glyph = ({ phase }: Pick<IndexState, 'phase'>) =>
  phase === 'idle' || phase === 'paused' || phase === 'failed' ? (
    <CheckGlyph word={glyphs[phase]} named={false} />
  ) : null;

const Progress = ({ index }: { readonly index: IndexState }) => {
  const part = partRead(index);
  return (
    part !== null && (
      <div
        role="progressbar"
        aria-label="Reading logs"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(part * 100)}
        aria-valuetext={logsRead(index)}
        className="mt-1.5 mb-1 h-1 overflow-hidden rounded-xs bg-press"
      >
        <div className="h-full bg-fg-3" style={{ width: `${part * 100}%` }} />
      </div>
    )
  );
};

const State = ({ index }: { readonly index: IndexState }) => (
  <Row name="State">
    <span className="flex flex-wrap items-center gap-x-2">
      <Glyph phase={index.phase} />
      <span className={`font-medium ${index.phase === 'failed' ? 'text-failed' : 'text-fg'}`}>
        {phaseWord(index.phase)}
      </span>
      <span className="min-w-0 break-words tabular-nums">{phaseFacts(index)}</span>
    </span>
    <Progress index={index} />
  </Row>
);

const Problems = ({
  problems,
  home,
}: Pick<IndexState, 'problems'> & { readonly home: string | undefined }) => (
  <Row name={problems.length === 1 ? 'Problem' : `Problems, ${problems.length}`}>
    <ul aria-label="Problems of logs" className="flex flex-col gap-1.5">
      {problems.map(({ path, reason }) => (
        <li key={`${path} ${reason}`} className="leading-4">
          <Path path={path} home={home} />
          <span className="block text-look">{reason}</span>
        </li>
      ))}
    </ul>
  </Row>
);

const Facts = ({ index }: { readonly index: IndexState }) => {
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  const { folders, store, problems } = index;
  return (
    <dl className="rounded-md border border-line bg-content">
      <State index={index} />
      {folders.length > 0 && (
        <Row name="Read from">
          {folders.map((path) => (
            <span key={path} className="block">
              <Path path={path} home={info?.home} />
            </span>
          ))}
        </Row>
      )}
      <Row name="Kept in">
        <span className="flex items-start gap-2">
          <span className="min-w-0 grow">
            <Path path={store.path} home={info?.home} />
            <span className="ml-2 tabular-nums">{byteSize(store.bytes)}</span>
          </span>
          <span className="-my-0.5">
            <CopyIcon label="Copy the path of what is kept" text={store.path} />
          </span>
        </span>
      </Row>
      {problems.length > 0 && <Problems problems={problems} home={info?.home} />}
    </dl>
  );
};

const Rebuild = ({ index, onRebuild }: { readonly index: IndexState; readonly onRebuild: () => void }) => {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Rebuild
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Read every log again?"
        verb="Rebuild"
        danger={false}
        onConfirm={() => {
          setAsking(false);
          onRebuild();
        }}
      >
        <p>
          Everything on disk is read again from its beginning ({allLogs(index)}). What was read before is
          shown until then.
        </p>
        <p className="mt-2">
          What toc keeps of logs that are gone stays as it is: they cannot be read again. What you told it to
          forget stays forgotten.
        </p>
        {index.phase === 'paused' && <p className="mt-2">Reading is paused: it begins when you resume it.</p>}
      </Confirm>
    </>
  );
};

/** What toc reads of the runtimes' logs: from where, how far it is, and how to have it read again. */
export const LogsSection = () => {
  const { query, pause, rebuild, problem } = useIndexing();
  const index = query.data;
  const paused = index?.phase === 'paused';
  return (
    <section aria-labelledby="logs-heading">
      <div className="mb-1 flex items-center gap-2">
        <h2 id="logs-heading" className="grow font-medium">
          Logs
        </h2>
        {index && index.phase !== 'failed' && (
          <Button size="small" disabled={pause.isPending} onClick={() => pause.mutate({ paused: !paused })}>
            {paused ? 'Resume reading' : 'Pause reading'}
          </Button>
        )}
        {index && <Rebuild index={index} onRebuild={() => rebuild.mutate(undefined)} />}
      </div>
      <p className="mb-2 text-xs text-fg-3">
        Every CLI writes a log of each conversation. Transcripts, sessions started elsewhere and usage are
        read from them; toc never changes them.
      </p>
      {problem !== null && (
        <Note kind="error" className="mb-2">
          {explain(problem)}
        </Note>
      )}
      {index && <Facts index={index} />}
    </section>
  );
};
