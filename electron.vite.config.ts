import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/**
 * What the first screen stands on, in two files: the road to main, which opens while the other is still being
 * read, and what the window is drawn with. xterm and the pages come later, each by itself.
 */
const groups = [
  {
    name: 'road',
    test: /node_modules\/(@orpc|@tanstack\/(query-core|react-query)|react)\/|src\/renderer\/bridge\/(api|bridge|client|face|live)\./,
  },
  { name: 'window', test: /node_modules\/(?!@xterm)|src\/(shared|renderer\/(bridge|ui))\/.*\.tsx?$/ },
];

/** What src/renderer/main.ts asks for once the frame is painted: fetched from the first moment, run then. */
const FIRST = ['src/renderer/start.ts', 'src/renderer/app/draw.tsx'];

/** Names in the page what the first screen needs, so that no file waits for another to ask for it. */
const preloadFirst = (): Plugin => ({
  name: 'toc-preload-first',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? [part] : []));
      const needed = new Set<string>();
      const need = (file: string): void => {
        if (needed.has(file)) return;
        needed.add(file);
        chunks.find(({ fileName }) => fileName === file)?.imports.forEach(need);
      };
      for (const { fileName, facadeModuleId } of chunks) {
        if (FIRST.some((entry) => facadeModuleId === resolve(entry))) need(fileName);
      }
      const unnamed = [...needed].filter((file) => !html.includes(file));
      return unnamed.map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `./${file}` },
        injectTo: 'head' as const,
      }));
    },
  },
});

/**
 * Packs scripts and styles once, at the build: `toc serve` may be reached through a slow tunnel. From the disk,
 * when everything is written: before, another plugin may still have something to put into them.
 */
const packed = (): Plugin => ({
  name: 'toc-packed',
  // From the files themselves: until they are written, other plugins still change what is in them.
  async writeBundle({ dir = '' }, bundle) {
    const names = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name));
    await Promise.all(
      names.map(async (name) => {
        const file = join(dir, name);
        await writeFile(`${file}.br`, brotliCompressSync(await readFile(file)));
      }),
    );
  },
});

export default defineConfig({
  main: {
    build: {
      // Natives stay outside (they are in dependencies); everything else is bundled.
      externalizeDeps: true,
      rollupOptions: {
        input: {
          main: resolve('src/main/app/main.ts'),
          command: resolve('src/main/serve/command.ts'),
          supervisor: resolve('src/main/supervisor/entry.ts'),
          indexer: resolve('src/main/transcripts/indexer.ts'),
          query: resolve('src/main/transcripts/query.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload may require nothing but electron, and must be CommonJS.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: resolve('src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      minify: true,
      rollupOptions: { input: resolve('src/renderer/index.html'), output: { codeSplitting: { groups } } },
    },
    plugins: [react(), tailwind(), preloadFirst(), packed()],
  },
});
