import { useBridge } from '#renderer/bridge/bridge.tsx';
import { usePreferences, useSavePreferences } from '#renderer/bridge/preferences.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Toggle } from './toggle.tsx';
import { usePermission } from './use-permission.ts';

const LIMITS = {
  electron: 'Your desktop shows them, and may hold them back while it is told not to disturb.',
  browser:
    'A browser shows these only while a tab of toc is open, and toc only while that tab is not in front.',
} as const;

const BADGE = {
  electron:
    'How many sessions wait for you, on the app’s icon where the desktop has a place for it, and in the title.',
  browser: 'How many sessions wait for you, in the title of the tab.',
} as const;

const TRAY = {
  electron: 'An icon among those of the system, which names what waits for you.',
  browser: 'Only the app itself has one: an icon among those of the system, which names what waits for you.',
} as const;

/** What the browser lets toc show. It is asked only by a press of the button. */
const BrowserPermission = () => {
  const { permission, ask } = usePermission();
  switch (permission) {
    case 'granted':
      return null;
    case 'default':
      return (
        <div className="mb-3">
          <Button size="small" onClick={ask}>
            Allow notifications
          </Button>
          <span className="ml-3 text-xs text-fg-3">This browser has not been asked yet.</span>
        </div>
      );
    case 'denied':
      return (
        <Note kind="warning" className="mb-3">
          This browser blocks notifications of toc. Allow them where it keeps its settings for this address.
        </Note>
      );
    case 'unsupported':
      return (
        <Note kind="warning" className="mb-3">
          This browser cannot show notifications.
        </Note>
      );
  }
};

/** What toc tells a person of while they look elsewhere. */
export const NotificationsSection = () => {
  const { face } = useBridge();
  const { preferences } = usePreferences();
  const save = useSavePreferences();
  return (
    <section aria-labelledby="notifications-heading" className="mb-6">
      <h2 id="notifications-heading" className="mb-1 font-medium">
        Notifications
      </h2>
      <p className="mb-3 text-xs text-fg-3">
        They name a session and never quote a prompt, a command or an answer. What you are looking at is not
        notified. {LIMITS[face]}
      </p>
      {face === 'browser' && <BrowserPermission />}
      <div className="flex flex-col gap-3">
        <Toggle
          label="When a session waits for you"
          help="It wants an approval, asks a question, or wants you to sign in."
          checked={preferences.notifyWaiting}
          onChange={(notifyWaiting) => save({ notifyWaiting })}
        />
        <Toggle
          label="When a session ends"
          help="It ended, failed or was lost; not when you stop it."
          checked={preferences.notifyEnded}
          onChange={(notifyEnded) => save({ notifyEnded })}
        />
        <Toggle
          label="Sound"
          help="Notifications may be heard."
          checked={preferences.notifySound}
          onChange={(notifySound) => save({ notifySound })}
        />
        <Toggle
          label="Badge"
          help={BADGE[face]}
          checked={preferences.badge}
          onChange={(badge) => save({ badge })}
        />
        <Toggle
          label="Tray"
          help={TRAY[face]}
          checked={preferences.tray}
          onChange={(tray) => save({ tray })}
        />
      </div>
    </section>
  );
};
