// `npm run check`: the quick part of the tests, before every commit.
import { install } from './fresh.mjs';
import { main } from './ground.mjs';
import { quick, walk } from './steps.mjs';

await main(async () => {
  await install();
  return walk(quick);
});
