import { sayNotLoaded } from './not-loaded.ts';
import './ui/styles.css';

/** Longer than a frame takes on a busy machine; a window that draws nothing waits no longer. */
const PATIENCE = 1000;

/** Waits until the frame in index.html is on the screen: what runs before that, runs on an empty page. */
const framePainted = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.visibilityState === 'hidden') resolve();
    setTimeout(resolve, PATIENCE);
    requestAnimationFrame(() => setTimeout(resolve));
  });

await framePainted();
try {
  await import('./start.ts');
} catch (problem) {
  sayNotLoaded();
  throw problem;
}
