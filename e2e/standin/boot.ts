// argv: boot.ts <executable> [-r file] [--switches] <app folder> [arguments], as Playwright starts Electron.
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChromium } from './chromium.ts';
import { dialogs, notifications, trays } from './desktop.ts';
import { calls } from './guard.ts';
import { sealSchemes } from './protocol.ts';
import { begin, setChromium } from './state.ts';

const [executable = '', ...argv] = process.argv.slice(2);

const required = argv.flatMap((argument, at) => (argument === '-r' ? [argv[at + 1] ?? ''] : []));
const appArgument = argv.find((argument, at) => !argument.startsWith('-') && argv[at - 1] !== '-r') ?? '.';
const appFolder = resolve(appArgument);
const manifest = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8')) as {
  name?: string;
  productName?: string;
  version?: string;
  main?: string;
};

process.argv = [executable, ...argv];
// Children are started with it and must say ELECTRON_RUN_AS_NODE, exactly as under Electron.
process.execPath = executable;
process.title = 'electron';
Object.assign(process.versions, {
  electron: readFileSync(join(import.meta.dirname, 'dist/version'), 'utf8').trim(),
  chrome: '0.0.0.0',
});
Object.defineProperty(process, 'type', { value: 'browser' });
Object.defineProperty(process, 'resourcesPath', { value: join(import.meta.dirname, 'dist/resources') });
Object.assign(process, { defaultApp: true });
Object.assign(globalThis, { standIn: { calls, dialogs, notifications, trays } });
begin({ executable, appFolder, manifest });

const electronModule = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: electronModule, shortCircuit: true }
      : next(specifier, context),
});

const { app } = await import('./app.ts');
const { WebContents } = await import('./web-contents.ts');
app.setName(manifest.productName ?? manifest.name ?? 'Electron');
const require = createRequire(import.meta.url);
for (const file of required) require(resolve(file));
process.on('SIGTERM', () => app.quit());
process.on('SIGINT', () => app.quit());

await import(pathToFileURL(join(appFolder, manifest.main ?? 'index.js')).href);
const chromium = await startChromium();
sealSchemes();
setChromium(chromium);
chromium.cdp.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) =>
  WebContents.fromTarget(targetId)?.gone(),
);
chromium.cdp.on(
  'Target.targetCreated',
  ({ targetInfo }: { targetInfo: { targetId: string; openerId?: string; type: string } }) => {
    if (targetInfo.type === 'page')
      WebContents.fromTarget(targetInfo.openerId ?? '')?.popup(targetInfo.targetId);
  },
);
await chromium.cdp.send('Target.setDiscoverTargets', { discover: true });
// Playwright waits for this line.
process.stderr.write(`\nDevTools listening on ${chromium.url}\n`);
app.announceReady();
