import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

/** Name of the world that the preload runs in. */
export const PRELOAD_WORLD = 'electron-preload';

/** The worlds of one page meet under this name; a page cannot guess it. */
const key = randomBytes(8).toString('hex');

const script = (file: string): string =>
  stripTypeScriptTypes(readFileSync(join(import.meta.dirname, file), 'utf8'))
    .replaceAll(/^import type .*$/gm, '')
    .replaceAll(/^export /gm, '');

const base64 = `{
  encode: (bytes) => bytes.toBase64(),
  decode: (text) => Uint8Array.fromBase64(text),
}`;

/** What a page runs before its own scripts: in its own world, and in the preload's. */
export const pageScripts = (
  preloadFile: string | undefined,
): { readonly page: string; readonly preload: string } => {
  const config = JSON.stringify({
    key,
    platform: process.platform,
    version: process.versions['electron'],
  });
  const preload = preloadFile === undefined ? '' : readFileSync(preloadFile, 'utf8');
  return {
    page: `(() => { 'use strict'; const config = ${config};\n${script('main-world.ts')}\n})()`,
    preload: [
      `(() => { 'use strict'; const config = ${config};`,
      `const preload = function (require, module, exports, process) {\n${preload}\n};`,
      `const values = (() => {\n${script('../values.ts')}\nreturn createValues(${base64}); })();`,
      script('isolated-world.ts'),
      '})()',
    ].join('\n'),
  };
};
