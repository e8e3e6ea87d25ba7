import type { Says } from '../statement.ts';
import { fields, parsed, text } from '../values.ts';

/** What a rollout's newest telling line says, when it was written, and its kind. */
export interface LoggedTurn {
  readonly at: number;
  readonly says: Says;
  readonly text: string;
}

/** Tells where a turn begins or ends, or that it goes on: the first two since 0.116; before, only an abort ends one. */
const TELLING =
  /^\{"timestamp":"([^"]{1,40})",(?:"ordinal":\d{1,15},)?"type":"event_msg","payload":\{"type":"(task_started|task_complete|turn_aborted|user_message|agent_message)"/;
/** Enough for the kind of a line. */
const HEAD = 200;

const saysOf = (kind: string, line: string): Says => {
  switch (kind) {
    case 'task_complete': {
      // Told since 0.149; a turn that failed before that looks like any other.
      const { error } = fields(fields(parsed(line))['payload']);
      return { is: 'idle', how: text(fields(error)['message']) === null ? 'done' : 'failed' };
    }
    case 'turn_aborted':
      return { is: 'idle', how: 'interrupted' };
    default:
      return { is: 'working', about: null };
  }
};

/** The newest telling line in whole lines of a rollout; null where there is none. Pure. */
export const turnIn = (lines: string): LoggedTurn | null => {
  let end = lines.lastIndexOf('\n');
  while (end > 0) {
    const from = lines.lastIndexOf('\n', end - 1) + 1;
    const found = TELLING.exec(lines.slice(from, Math.min(end, from + HEAD)));
    const [, timestamp = '', kind = ''] = found ?? [];
    const at = Date.parse(timestamp);
    if (!Number.isNaN(at)) return { at, says: saysOf(kind, lines.slice(from, end)), text: kind };
    end = from - 1;
  }
  return null;
};
