import type { Says, Statement } from '../statement.ts';
import { fields, isFields, list, parsed, text, titleOf, type Fields } from '../values.ts';
import { toolLine } from './tool-line.ts';

/** A payload longer than what was kept of it is no JSON any more; these stand before all that a person or model wrote. */
const headOf = (json: string): Fields => {
  const field = (name: string): string | undefined =>
    new RegExp(`"${name}":"([A-Za-z_]{1,60})"`).exec(json)?.[1];
  return { hook_event_name: field('hook_event_name'), tool_name: field('tool_name') };
};

const payloadOf = (json: string): Fields => {
  const whole = parsed(json);
  return isFields(whole) ? whole : headOf(json);
};

const asks = (payload: Fields): Says => {
  const tool = text(payload['tool_name']) ?? '';
  const about = tool === '' ? null : toolLine(tool, fields(payload['tool_input']));
  return { is: 'waiting', for: tool === 'AskUserQuestion' ? 'question' : 'approval', about };
};

/** Older versions name no kind of notification, only words. */
const notified = (payload: Fields, before: Says | null): Says | null => {
  const kind = text(payload['notification_type']);
  const words = text(payload['message']) ?? '';
  if (kind === 'permission_prompt' || (kind === null && words.includes('needs your permission'))) {
    if (before?.is === 'waiting') return null;
    return { is: 'waiting', for: 'approval', about: before?.is === 'working' ? before.about : null };
  }
  // A turn that Esc ended told no hook; a minute later this comes.
  const isIdle = kind === 'idle_prompt' || (kind === null && words.includes('waiting for your input'));
  return isIdle && before?.is !== 'idle' ? { is: 'idle', how: 'interrupted' } : null;
};

/** What a hook's event says, after what was said before; null: nothing about the turn. */
const saysOf = (payload: Fields, before: Says | null): Says | null => {
  switch (payload['hook_event_name']) {
    case 'SessionStart':
      // After a compaction, which may come in the middle of a turn, it goes on as before.
      return payload['source'] === 'compact' ? null : { is: 'idle', how: 'ready' };
    case 'UserPromptSubmit':
    case 'PostToolUse':
      return { is: 'working', about: null };
    case 'PreToolUse': {
      const tool = text(payload['tool_name']) ?? '';
      if (tool === 'AskUserQuestion') return asks(payload);
      return { is: 'working', about: tool === '' ? null : toolLine(tool, fields(payload['tool_input'])) };
    }
    case 'PermissionRequest':
      return asks(payload);
    case 'Notification':
      return notified(payload, before);
    case 'Stop':
      // A sub-agent goes on in the background; the CLI will take up its turn again.
      return list(payload['background_tasks']).length > 0
        ? { is: 'working', about: 'in the background' }
        : { is: 'idle', how: 'done' };
    case 'StopFailure':
      return { is: 'idle', how: 'failed' };
    default:
      return null;
  }
};

const wordsOf = (payload: Fields): string => {
  const event = titleOf(text(payload['hook_event_name']) ?? '') ?? 'a hook';
  const more = payload['tool_name'] ?? payload['notification_type'] ?? payload['source'] ?? payload['error'];
  const said = titleOf(text(more) ?? '');
  return said === null ? event : `${event}: ${said}`;
};

/** One call of the hook, as its program kept it; `at` is when. */
export interface HookCall {
  readonly json: string;
  readonly at: number;
}

/** What the hooks say after one more call. Pure. */
export const afterHook = (before: Statement | null, { json, at }: HookCall): Statement | null => {
  const payload = payloadOf(json);
  const says = saysOf(payload, before?.says ?? null);
  return says === null ? before : { source: 'hook', at, says, text: wordsOf(payload) };
};
