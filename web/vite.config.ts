import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { sharedPart } from './chunks';
import { compress } from './compress';

const named = (name: string) => ({
  entryFileNames: `assets/${name}.js`,
  chunkFileNames: `assets/${name}.js`,
  assetFileNames: 'assets/[hash:7][extname]', // they have no lines of which an error could tell
});

// S724_WEB_OUT: where `ops.install.web_build` wants the build, S724_WEB_BUILD: its name; `base` is the root of the web service.
export default defineConfig({
  define: { __BUILD__: JSON.stringify(process.env.S724_WEB_BUILD ?? '000000000000') }, // by it a page says where it has failed
  // Tests run in Node, and effects only in what is compiled for browsers.
  plugins: [svelte(process.env.VITEST ? { dynamicCompileOptions: () => ({ generate: 'client' }) } : {}), compress()],
  build: {
    outDir: process.env.S724_WEB_OUT ?? 'build/by-hand',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    cssTarget: ['chrome125', 'firefox125', 'safari17.5'],
    assetsInlineLimit: 0, // the content security policy wants files
    modulePreload: {
      polyfill: false, // it is a script that no browser of ours needs
      // The first part names what other parts need only where somebody waits for it: of the desk, and the looks of all.
      resolveDependencies: (file, needs, { hostType }) =>
        hostType === 'html' || file.includes('/Desk-') ? needs : needs.filter((need) => need.endsWith('.css')),
    },
    chunkSizeWarningLimit: 300,
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: sharedPart(), debugName: 'shared' }] },
        ...named('[name]-[hash:7]'), // the first part of all names every other one
      },
    },
    reportCompressedSize: false, // `ops.install.web_build` says what is loaded first
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: process.env.S724_WEB_API ?? 'http://127.0.0.1:7240', ws: true } },
  },
  resolve: {
    alias: { debug: resolve(import.meta.dirname, 'src/phone/no_debug.cjs') },
    ...(process.env.VITEST ? { conditions: ['browser'] } : {}),
  },
  ssr: process.env.VITEST ? { resolve: { conditions: ['browser'] } } : {},
  test: { include: ['tests/**/*.test.ts'], environment: 'node', setupFiles: ['tests/support/words.ts'], server: { deps: { inline: [/svelte/] } } },
});
