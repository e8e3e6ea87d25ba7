import { useMutation } from '@tanstack/react-query';
import type { Session } from '#shared/contract/sessions.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';

/** Whether looking afresh at processes and files may tell more of it. */
export const canReconcile = ({ status, run }: Pick<Session, 'status' | 'run'>): boolean =>
  run.live || status.word === 'Lost' || status.cause.code === 'no-last-word';

/** Looks afresh at what is alive; news bring what changed. */
export const useReconcile = () => useMutation(useApi().sessions.reconcile.mutationOptions());

/** The button that looks afresh; what it found stands in the status. */
export const ReconcileButton = () => {
  const { mutate, isPending, isSuccess, error } = useReconcile();
  return (
    <>
      <Button
        size="small"
        disabled={isPending}
        aria-description="Looks afresh at what is alive and at what was left behind."
        onClick={() => mutate()}
      >
        Reconcile
      </Button>
      <span role="status" className="text-xs text-fg-3 empty:-ml-2">
        {isPending ? 'Looking.' : error ? explain(error) : isSuccess ? 'Looked just now.' : ''}
      </span>
    </>
  );
};
