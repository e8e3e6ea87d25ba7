import { guard, KnownEvents } from './guard.ts';

type Ask = (
  contents: object,
  permission: string,
  answer: (granted: boolean) => void,
  details: { readonly requestingUrl: string; readonly isMainFrame: boolean },
) => void;
type Check = (contents: object | null, permission: string, origin: string, details: object) => boolean;

/** Electron's names of permissions, and Chromium's. */
const PERMISSIONS = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['midi', 'midi'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['idle-detection', 'idle-detection'],
  ['window-management', 'window-management'],
  ['local-fonts', 'local-fonts'],
] as const;

class Session extends KnownEvents {
  ask: Ask | null = null;
  check: Check | null = null;

  constructor() {
    super('Session', ['will-download']);
  }

  setPermissionRequestHandler(handler: Ask | null): void {
    this.ask = handler;
  }

  setPermissionCheckHandler(handler: Check | null): void {
    this.check = handler;
  }

  setDevicePermissionHandler(): void {
    // No devices here.
  }

  setSpellCheckerEnabled(): void {
    // Headless Chromium checks no spelling.
  }
}

export const defaultSession = guard('session.defaultSession', new Session());
export const session = guard('session', { defaultSession });

/** What the app says to each permission, by Chromium's name; Electron grants what no handler refuses. */
export const permissionsFor = (
  contents: object,
  origin: string,
): readonly (readonly [string, 'granted' | 'denied'])[] =>
  PERMISSIONS.map(([name, chromiumName]) => {
    const details = { requestingUrl: origin, isMainFrame: true };
    let granted = defaultSession.check?.(contents, name, origin, details) ?? true;
    // An answer that comes later cannot be waited for: refused until then.
    if (granted && defaultSession.ask) {
      granted = false;
      defaultSession.ask(contents, name, (answer) => (granted = answer), details);
    }
    return [chromiumName, granted ? 'granted' : 'denied'];
  });
