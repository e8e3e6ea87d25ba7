import { expect, test } from 'vitest';
import { ConnectionLost, createConnection, type Road } from './client.ts';

/** A road whose calls are answered, or broken, by the test. */
const aRoad = (answer: (path: readonly string[]) => Promise<unknown>) => {
  let breakIt: () => void = () => {};
  let closed = false;
  const road: Road = {
    link: { call: (path) => answer(path) },
    onBroken: (handle) => (breakIt = handle),
    close: () => (closed = true),
  };
  return { road, break: () => breakIt(), closed: () => closed };
};

const aborted = (): Promise<never> => {
  const problem = new Error('[AsyncIdQueue] Queue[2] was closed or aborted');
  problem.name = 'AbortError';
  return Promise.reject(problem);
};

/** Lets everything that is ready run. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const forever = (): Promise<void> => new Promise(() => {});

test('a broken road is told apart from a call that the page gave up', async () => {
  const connection = createConnection(() => aRoad(aborted).road, forever);
  const closing = new AbortController();
  void connection.keep(forever, closing.signal);
  await expect(connection.client.system.info()).rejects.toBeInstanceOf(ConnectionLost);
  const givenUp = new AbortController();
  givenUp.abort();
  await expect(connection.client.system.info(undefined, { signal: givenUp.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  closing.abort();
});

test('after a road breaks the same client takes the next one, and says so meanwhile', async () => {
  const roads = [aRoad(() => Promise.resolve('first')), aRoad(() => Promise.resolve('second'))];
  const waits: number[] = [];
  let goOn: () => void = () => {};
  let opened = 0;
  const connection = createConnection(
    () => {
      const next = roads[opened];
      opened += 1;
      if (!next) throw new Error('No third road was expected.');
      return next.road;
    },
    (milliseconds) => {
      waits.push(milliseconds);
      return new Promise((resolve) => (goOn = resolve));
    },
  );
  const states: string[] = [];
  connection.onChange(() => states.push(connection.state()));
  const closing = new AbortController();
  void connection.keep((ready) => {
    ready();
    return forever();
  }, closing.signal);
  expect(await connection.client.system.info()).toBe('first');

  roads[0]?.break();
  await settled();
  await expect(connection.client.system.info()).rejects.toBeInstanceOf(ConnectionLost);
  goOn();
  await settled();
  expect(await connection.client.system.info()).toBe('second');
  expect({ states, waits, first: roads[0]?.closed() }).toEqual({
    states: ['connected', 'lost', 'connected'],
    waits: [250],
    first: true,
  });
  closing.abort();
});

test('while main stays away the pauses grow, up to four seconds', async () => {
  const waits: number[] = [];
  const closing = new AbortController();
  const connection = createConnection(
    () => aRoad(aborted).road,
    (milliseconds) => {
      waits.push(milliseconds);
      if (waits.length === 7) closing.abort();
      return Promise.resolve();
    },
  );
  await connection.keep(() => Promise.reject(new Error('refused')), closing.signal);
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
});
