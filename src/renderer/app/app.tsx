import { useQuery } from '@tanstack/react-query';
import { usePreferences } from '#renderer/bridge/preferences.ts';
import { useApi, useConnection } from '#renderer/bridge/bridge.tsx';
import { Shell } from './shell.tsx';
import { useTheme } from './use-theme.ts';

/** Over the frame, before main has answered: why it waits, if it does. */
const Waiting = () =>
  useConnection() === 'lost' ? (
    <p role="status" className="fixed top-2.5 right-3 text-xs leading-5 text-fg-3">
      Connection to toc lost. Reconnecting…
    </p>
  ) : null;

/** The window. */
export const App = () => {
  const { preferences, known } = usePreferences();
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  const ready = known && info !== undefined;
  useTheme(preferences.theme, ready);
  return ready ? <Shell kept={preferences} info={info} /> : <Waiting />;
};
