import { useMutation, useQuery } from '@tanstack/react-query';
import { useApi, useBridge } from '#renderer/bridge/bridge.tsx';

/** The doctor's last look, and how to look again. */
export const useDoctor = () => {
  const { queries } = useBridge();
  const api = useApi();
  const options = api.system.doctor.queryOptions({ input: { fresh: false } });
  const query = useQuery(options);
  const again = useMutation(
    api.system.doctor.mutationOptions({
      onSuccess: (doctor) => {
        queries.setQueryData(options.queryKey, doctor);
      },
    }),
  );
  return {
    doctor: query.data,
    problem: again.error ?? query.error,
    looking: again.isPending || query.isPending,
    lookAgain: () => again.mutate({ fresh: true }),
  };
};
