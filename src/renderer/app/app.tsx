import { useQuery } from '@tanstack/react-query';
import { usePreferences } from '#renderer/bridge/preferences.ts';
import { useApi, useConnection } from '#renderer/bridge/bridge.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { Shell } from './shell.tsx';
import { useTheme } from './use-theme.ts';

/** The window before main has answered: its frame, and why it waits if it does. */
const Bare = ({ width }: { readonly width: number }) => {
  const connection = useConnection();
  return (
    <div className="flex h-full">
      <div style={{ width }} className="shrink-0 border-r border-line bg-window rail:!w-12" />
      <main className="flex min-w-0 grow flex-col bg-content">
        <TitleBar
          title="toc"
          note={
            connection === 'lost' ? (
              <span role="status">Connection to toc lost. Reconnecting…</span>
            ) : undefined
          }
        />
      </main>
    </div>
  );
};

/** The window. */
export const App = () => {
  const { preferences, known } = usePreferences();
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  useTheme(preferences.theme);
  return known && info ? <Shell kept={preferences} info={info} /> : <Bare width={preferences.sidebarWidth} />;
};
