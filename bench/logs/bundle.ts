import { join } from 'node:path';
import { build } from 'vite';

/** Makes one JavaScript file of an entry here, as our builds do, so that reading TypeScript is not measured. */
export const bundle = async (entry: string, outDir: string): Promise<string> => {
  await build({
    configFile: false,
    root: join(import.meta.dirname, '..', '..'),
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, entry),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { format: 'es', entryFileNames: 'entry.mjs' } },
    },
  });
  return join(outDir, 'entry.mjs');
};
