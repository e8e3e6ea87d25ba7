import { readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { openFace, type Face } from './face.ts';
import { createWorld, type Place, type World } from './world.ts';

export interface Options {
  /** Which face a project tests. */
  readonly kind: 'electron' | 'browser';
  /** Where the world lies; null for a fresh place. */
  readonly place: Place | null;
}

interface Fixtures {
  readonly world: World;
  readonly face: Face;
}

const logOf = (world: World): string => {
  try {
    return readFileSync(world.path('toc/toc.log'), 'utf8');
  } catch {
    return '(toc wrote no log)';
  }
};

/** A story's ground: a machine of its own (`world`) and the window on it (`face`). */
export const test = base.extend<Fixtures & Options>({
  kind: ['electron', { option: true }],
  place: [null, { option: true }],
  world: async ({ place }, give, info) => {
    const world = await createWorld(place);
    await give(world);
    if (info.status !== info.expectedStatus) {
      await info.attach('toc.log', { body: logOf(world), contentType: 'text/plain' });
      const prompts = world.models.requests.map(({ runtime, prompt, aside }) => ({ runtime, prompt, aside }));
      await info.attach('model-requests', {
        body: JSON.stringify(prompts, null, 2),
        contentType: 'text/plain',
      });
    }
    const left = await world.close();
    expect(left, 'processes of this test that would not end').toEqual([]);
  },
  face: async ({ kind, world, browser }, give, info) => {
    const face = openFace(kind, world, browser);
    await give(face);
    if (info.status !== info.expectedStatus) {
      await info.attach('main', { body: face.said(), contentType: 'text/plain' });
    }
    await face.close();
  },
});

export { expect };
