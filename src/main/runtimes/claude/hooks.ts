import { join } from 'node:path';
import { atLeast } from '../versions.ts';

/** What a hook may tell since which version; an older one takes an unknown event as broken settings. */
const EVENTS: readonly (readonly [event: string, since: string])[] = [
  ['SessionStart', '1.0.128'],
  ['UserPromptSubmit', '1.0.128'],
  ['PreToolUse', '1.0.128'],
  ['PostToolUse', '1.0.128'],
  ['PermissionRequest', '2.0.76'],
  ['Notification', '1.0.128'],
  ['Stop', '1.0.128'],
  ['StopFailure', '2.1.330'],
  ['SessionEnd', '1.0.128'],
];

/** Seconds; ours takes milliseconds. */
const TIMEOUT = 5;

/** Claude Code hands a hook's command to a shell: one word in single quotes, whatever the path holds. */
const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/** Settings that a terminal run is given beside the user's own: Claude Code runs the hooks of both. */
export const hookSettings = (program: string, version: string): string => {
  const hooks = [{ type: 'command', command: quoted(program), timeout: TIMEOUT }];
  const events = EVENTS.filter(([, since]) => atLeast(version, since));
  return JSON.stringify({ hooks: Object.fromEntries(events.map(([event]) => [event, [{ hooks }]])) });
};

/** Where the hook program writes what it is told, one file each time. */
export const hookFolder = (runFolder: string): string => join(runFolder, 'hooks');
