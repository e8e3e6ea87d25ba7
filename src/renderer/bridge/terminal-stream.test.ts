import { expect, test } from 'vitest';
import { FrameType, encodeFrame } from '#shared/terminal-frames.ts';
import { keepStream, type RoadEvents } from './terminal-stream.ts';

const rig = () => {
  const roads: RoadEvents[] = [];
  const log: string[] = [];
  const pauses: number[] = [];
  let retry: (() => void) | null = null;
  const stream = keepStream(
    (runId, events) => {
      roads.push(events);
      const road = roads.length;
      log.push(`open ${runId}`);
      return {
        send: () => void log.push(`send on ${road}`),
        waiting: () => 5,
        close: () => void log.push(`close ${road}`),
      };
    },
    'run',
    {
      onOpened: () => void log.push('opened'),
      onFrame: ([type]) => void log.push(`frame ${type}`),
      onBroken: () => void log.push('broken'),
    },
    (run, milliseconds) => {
      retry = run;
      pauses.push(milliseconds);
      return () => {
        retry = null;
      };
    },
  );
  return { stream, roads, log, pauses, retry: () => retry?.(), isRetrying: () => retry !== null };
};

test('a broken road is tried again, slower each time, and at once after one that worked', () => {
  const { roads, pauses, retry } = rig();
  for (let round = 0; round < 6; round += 1) {
    roads.at(-1)?.onBroken();
    retry();
  }
  roads.at(-1)?.onOpened();
  roads.at(-1)?.onFrame(encodeFrame(FrameType.snapshot, {}));
  roads.at(-1)?.onBroken();
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000, 250]);
});

test('frames are sent only while a road stands', () => {
  const { stream, roads, log } = rig();
  const early = stream.send(Uint8Array.of(1));
  roads[0]?.onOpened();
  const standing = stream.send(Uint8Array.of(1));
  roads[0]?.onBroken();
  const after = stream.send(Uint8Array.of(1));
  expect([early, standing, after, log]).toEqual([
    false,
    true,
    false,
    ['open run', 'opened', 'send on 1', 'broken'],
  ]);
});

test('what a road says after it broke is not heard', () => {
  const { roads, log, retry } = rig();
  roads[0]?.onBroken();
  retry();
  roads[0]?.onFrame(Uint8Array.of(35));
  roads[0]?.onBroken();
  expect(log).toEqual(['open run', 'broken', 'open run']);
});

test('a terminal that is gone is not asked for again', () => {
  const { stream, roads, log, isRetrying } = rig();
  roads[0]?.onOpened();
  roads[0]?.onFrame(encodeFrame(FrameType.gone, { reason: 'ended' }));
  roads[0]?.onBroken();
  expect([isRetrying(), stream.send(Uint8Array.of(1)), log]).toEqual([
    false,
    false,
    ['open run', 'opened', `frame ${FrameType.gone}`],
  ]);
});

test('closing ends the road and every retry', () => {
  const { stream, roads, log, isRetrying } = rig();
  roads[0]?.onBroken();
  stream.close();
  roads[0]?.onOpened();
  expect([isRetrying(), log]).toEqual([false, ['open run', 'broken']]);
});
