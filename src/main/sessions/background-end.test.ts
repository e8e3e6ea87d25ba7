import { expect, test } from 'vitest';
import type { EventsState } from '../runtimes/runtime.ts';
import { endOfBackground, type ProcessEnd } from './background-end.ts';

const nothing: EventsState = {
  conversationId: null,
  lastWord: null,
  message: null,
  step: null,
  unreachable: null,
  tries: 0,
};

const clean: ProcessEnd = { code: 0, signal: null, at: 7, stopped: null };

interface Case {
  readonly process?: Partial<ProcessEnd>;
  readonly events?: Partial<EventsState>;
  readonly errors?: string;
  readonly asked?: string;
  readonly verdict?: { readonly outcome: 'unreachable' | 'other-conversation'; readonly detail: string };
}

const ended = ({ process, events, errors = '', asked, verdict }: Case) => {
  const { end, result } = endOfBackground(
    { asked: asked ?? null, verdict: verdict ?? null },
    { ...clean, ...process },
    { events: { ...nothing, ...events }, errors },
  );
  return [end.outcome, end.detail, result?.text ?? null, result?.isError ?? null];
};

const done = { lastWord: { ok: true, text: 'Mended.' } };

test('success is the last word of the runtime, not the exit code', () => {
  expect([
    ended({ events: done }),
    ended({ events: done, process: { code: 1 } }),
    ended({ events: done, process: { code: null } }),
    ended({ events: {}, process: { code: 0 } }),
    ended({ events: { message: 'I begin.' }, process: { code: 0 } }),
    ended({ events: { lastWord: { ok: false, text: '500' } }, process: { code: 0 } }),
  ]).toEqual([
    ['completed', null, 'Mended.', false],
    ['completed', null, 'Mended.', false],
    ['completed', null, 'Mended.', false],
    ['no-last-word', null, null, null],
    ['no-last-word', null, 'I begin.', false],
    ['run-failed', '500', '500', true],
  ]);
});

test('a resume that began another conversation has failed, whatever that one said', () => {
  expect(ended({ asked: 'old', events: { ...done, conversationId: 'new' } })).toEqual([
    'other-conversation',
    'new',
    null,
    null,
  ]);
  expect(ended({ asked: 'old', events: { ...done, conversationId: 'old' } })[0]).toBe('completed');
});

test('Stop is Stop, unless the work was done already', () => {
  expect(
    ended({ process: { stopped: 'SIGINT' }, events: { lastWord: { ok: false, text: 'aborted' } } })[0],
  ).toBe('stopped');
  expect(ended({ process: { stopped: 'SIGINT' }, events: done })[0]).toBe('completed');
});

test('what toc ended has the reason that was written down before', () => {
  const verdict = { outcome: 'unreachable', detail: '{"seconds":5,"message":"refused"}' } as const;
  expect(ended({ verdict, process: { stopped: 'SIGINT' }, events: { unreachable: 'refused' } })).toEqual([
    'unreachable',
    verdict.detail,
    'refused',
    true,
  ]);
});

test('a run that was reached and finished before toc could end it has finished', () => {
  const verdict = { outcome: 'unreachable', detail: '{"seconds":5,"message":"refused"}' } as const;
  expect(ended({ verdict, process: { stopped: 'SIGINT' }, events: done })[0]).toBe('completed');
  expect(ended({ verdict: { outcome: 'other-conversation', detail: 'new' }, events: done })[0]).toBe(
    'other-conversation',
  );
});

test('a run that a signal or the machine ended says so, with what it complained of', () => {
  expect([
    ended({ process: { code: null, signal: 'SIGKILL' }, errors: 'thread panicked' }),
    ended({ process: { code: 2 }, errors: "error: unexpected argument '--json'" }),
    ended({ process: { code: null, restarted: 'boot 2 now, 1 then' } }),
    ended({ process: { code: null, restarted: 'boot 2 now, 1 then' }, events: done }),
  ]).toEqual([
    ['killed', null, 'thread panicked', true],
    ['no-last-word', null, "error: unexpected argument '--json'", true],
    ['machine-restarted', 'boot 2 now, 1 then', null, null],
    ['completed', null, 'Mended.', false],
  ]);
});
