import { readLog } from './logs.ts';

const AT = '2026-11-23T07:00:00.000Z';

/** When results of calls come: 2.5 seconds after anything else. */
export const LATER = '2026-11-23T07:00:02.500Z';

let uuids = 0;

/** A line of a transcript, with an id of its own. */
export const line = (type: string, more: object) => {
  uuids += 1;
  return {
    parentUuid: null,
    isSidechain: false,
    type,
    uuid: `u${uuids}`,
    timestamp: AT,
    sessionId: 's',
    version: '2.1.330',
    ...more,
  };
};

/** A line in the person's place. */
export const said = (content: unknown, more: object = {}) =>
  line('user', { message: { role: 'user', content }, ...more });

/** A line of an answer. */
export const answer = (content: unknown, more: object = {}) =>
  line('assistant', {
    message: { id: 'msg_1', model: 'claude-opus-5-5', content, stop_reason: 'end_turn' },
    ...more,
  });

/** A call of a tool. */
export const call = (name: string, input: object, id = 't1') =>
  answer([{ type: 'tool_use', id, name, input }]);

/** The result of a call, with what the line tells beside it. */
export const result = (content: unknown, toolUseResult?: unknown, more: object = {}, id = 't1') =>
  said([{ type: 'tool_result', tool_use_id: id, content, ...more }], { toolUseResult, timestamp: LATER });

/** The steps of such lines, without their places and moments. */
export const steps = (lines: readonly unknown[]) =>
  readLog(lines).steps.map((one) => {
    const { seq: _seq, at: _at, ...rest } = one;
    return rest;
  });

/** The first of them. */
export const step = (lines: readonly unknown[]) => steps(lines)[0];
