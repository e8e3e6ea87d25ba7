import { usable } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';

test('a window whose code does not load says so, and loads when it can', async ({ face }) => {
  test.skip(face.kind === 'electron', 'the desktop window reads its code from the disk it was started from');
  const page = await face.open();
  await page.route(/\/assets\/(start|draw)[^/]*\.js/, (route) => route.abort());
  await page.reload();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The window could not be loaded.');
  await page.unroute(/\/assets\/(start|draw)[^/]*\.js/);
  await alert.getByRole('button', { name: 'Load again' }).press('Enter');
  await usable(page);
});
