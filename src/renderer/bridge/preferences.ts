import { useMutation, useQuery } from '@tanstack/react-query';
import { defaultPreferences, Preferences } from '#shared/contract/system.ts';
import { useApi, useBridge } from './bridge.tsx';

/** What the window remembers; the defaults until main has answered (`known` tells). */
export const usePreferences = (): { readonly preferences: Preferences; readonly known: boolean } => {
  const { data } = useQuery(useApi().system.preferences.queryOptions());
  return { preferences: data ?? defaultPreferences, known: data !== undefined };
};

/** Saves some preferences. The window shows them at once and keeps them for this visit even if they cannot be saved. */
export const useSavePreferences = (): ((change: Partial<Preferences>) => void) => {
  const { api, queries } = useBridge();
  const key = api.system.preferences.queryKey();
  const { mutate } = useMutation(
    api.system.savePreferences.mutationOptions({
      onMutate: (change) => {
        queries.setQueryData(key, (known) =>
          Preferences.parse({ ...(known ?? defaultPreferences), ...change }),
        );
      },
    }),
  );
  return mutate;
};
