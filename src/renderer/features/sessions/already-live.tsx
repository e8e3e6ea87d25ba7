import { useState } from 'react';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { LiveProcess, Writer } from '#shared/contract/sessions.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { END_OURS, endForeign } from './live-process.ts';

export interface AlreadyLiveProps {
  readonly writer: Writer;
  readonly runtime: RuntimeId;
  /** Null: nothing of it can be shown. */
  readonly onWatch: (() => void) | null;
  readonly onFork: () => void;
  readonly onTakeOver: (live: LiveProcess) => void;
}

/** What can be done about a conversation that a live process writes already. */
export const AlreadyLive = ({ writer, runtime, onWatch, onFork, onTakeOver }: AlreadyLiveProps) => {
  const [asking, setAsking] = useState(false);
  // Only a process that is told from all others can be ended.
  const stranger =
    writer.ours || writer.pid === null || writer.started === null
      ? null
      : { pid: writer.pid, started: writer.started };
  return (
    <>
      {onWatch && (
        <Button size="small" onClick={onWatch}>
          Watch
        </Button>
      )}
      {writer.canFork && (
        <Button
          size="small"
          aria-description="A new session goes on with a copy of the conversation; the other goes on untouched."
          onClick={onFork}
        >
          Fork
        </Button>
      )}
      {(writer.ours || stranger) && (
        <Button
          size="small"
          aria-description="Ends the process that writes it, then resumes it here."
          onClick={() => {
            if (stranger) setAsking(true);
            else onTakeOver(END_OURS);
          }}
        >
          Take over
        </Button>
      )}
      {stranger && (
        <Confirm
          open={asking}
          onClose={() => setAsking(false)}
          title={`End process ${stranger.pid}, which is not toc’s?`}
          verb="End it and take over"
          onConfirm={() => {
            setAsking(false);
            onTakeOver(endForeign(stranger.pid, stranger.started));
          }}
        >
          <p>
            {runtimeName(runtime)} runs as process {stranger.pid} since {exactTime(writer.since)}. toc did not
            start it: it may be open in a terminal of yours. It ends, and what it is doing now is interrupted.
          </p>
          <p className="mt-2">The conversation as far as it is saved stays, and goes on here.</p>
        </Confirm>
      )}
    </>
  );
};
