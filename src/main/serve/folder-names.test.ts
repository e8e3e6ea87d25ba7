import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../machine/test-support/folder.ts';
import { folderNames } from './folder-names.ts';

test.each([
  ['/tmp/x', ['/tmp/x', '/private/tmp/x']],
  ['/private/tmp/x/', ['/tmp/x', '/private/tmp/x']],
  ['/private/var', ['/var', '/private/var']],
  ['/privateer/tmp/x', ['/privateer/tmp/x']],
  ['/private/tmpfiles/x', ['/private/tmpfiles/x']],
  ['/home/x/private/tmp', ['/home/x/private/tmp']],
])('D1 %s may be any of these', async (path, names) => {
  expect(await folderNames(path)).toEqual(names);
});

test('D1 a folder behind a link has its real name too', async () => {
  const home = realpathSync(testFolder('toc-names-'));
  const [real, link] = [join(home, 'real'), join(home, 'link')];
  mkdirSync(real);
  symlinkSync(real, link);
  expect(await folderNames(link)).toEqual(expect.arrayContaining([link, real]));
  expect(await folderNames(real)).not.toContain(link);
});
