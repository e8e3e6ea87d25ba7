import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { Branch } from './groups.ts';
import { endMeans, namesOf, processCount } from './words.ts';

/** A process that a person may end, and the title of its session where it is known. */
export interface Ending {
  readonly branch: Branch;
  readonly title: string | null;
}

/** Ends a process with all below it; the list is read again after it, whatever came of it. */
export const useEndTree = () => {
  const api = useApi();
  const queries = useQueryClient();
  const tell = useToast();
  return useMutation({
    ...api.processes.endTree.mutationOptions(),
    onSuccess: ({ ended }) => tell(`Ended ${processCount(ended.length)}.`),
    onSettled: () => queries.invalidateQueries({ queryKey: api.processes.key() }),
  });
};

/** Nobody reads a longer list, and the dialog has to fit. */
const NAMED = 6;

/** Names what ends, and what is lost with it. */
export const EndProcess = ({
  ending,
  onClose,
  onEnd,
}: {
  readonly ending: Ending;
  readonly onClose: () => void;
  readonly onEnd: (branch: Branch) => void;
}) => {
  const { branch, title } = ending;
  const names = namesOf(branch);
  const more = names.length - NAMED;
  return (
    <Confirm
      open
      onClose={onClose}
      title={`End ${branch.process.command}?`}
      verb="End"
      onConfirm={() => {
        onEnd(branch);
        onClose();
      }}
    >
      <p>{endMeans(branch, title)}</p>
      <p className="mt-2">{names.length === 1 ? 'This ends:' : `These ${names.length} end:`}</p>
      <ul className="mt-1 font-mono text-xs break-words">
        {names.slice(0, NAMED).map((name) => (
          <li key={name}>{name}</li>
        ))}
        {more > 0 && <li className="font-sans">and {more} more</li>}
      </ul>
    </Confirm>
  );
};
