import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

/** Where the server listens during development; the page and its calls then share one origin, as in production. */
const DEVELOPMENT_SERVER = 'http://127.0.0.1:4870';

export default defineConfig({
  plugins: [react(), bundleBudget()],
  // maplibre-gl 6 ships its worker as a module.
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(['/trpc', '/tiles', '/uploads', '/imports'].map((path) => [path, DEVELOPMENT_SERVER])) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome111',
    // The map chunk (maplibre-gl + deck.gl) is loaded after the first paint.
    chunkSizeWarningLimit: 2600,
    rolldownOptions: {
      // Schemas are for the server: a page takes constants and types from shared/model, and the calls that build schemas may go.
      treeshake: { manualPureFunctions: ['z'] },
      output: {
        codeSplitting: {
          groups: [
            // Without its own group the preload helper lands in the map chunk, and the first page would load the map.
            { name: 'preload', test: /vite[/\\]preload-helper/, priority: 100 },
            {
              name: 'map',
              test: /node_modules[/\\](?:\.pnpm[/\\])?(?:maplibre-gl|@?deck\.gl|@deck\.gl|@luma\.gl|@math\.gl|@loaders\.gl|@mapbox|@maplibre)/,
              priority: 50,
            },
          ],
        },
      },
    },
  },
});

/** What may be loaded before the map, bytes after gzip. Raise it on purpose, with a reason in the commit. */
const INITIAL_BUDGET_BYTES = 200_000;

async function gzippedBytes(text: string): Promise<number> {
  const gzipped = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(gzipped).arrayBuffer()).byteLength;
}

/** The chunks a chunk needs before it runs: itself and its static imports, not what it loads later. */
function staticClosure(bundle: Rolldown.OutputBundle, fileName: string, seen: Set<string>): Set<string> {
  const chunk = bundle[fileName];
  if (chunk?.type !== 'chunk' || seen.has(fileName)) return seen;
  seen.add(fileName);
  for (const imported of chunk.imports) staticClosure(bundle, imported, seen);
  return seen;
}

/** Fails the build when a page would load more JavaScript than the budget before its map: the entry and the page's own chunk with what both import. */
function bundleBudget(): Plugin {
  return {
    name: 'beatline-bundle-budget',
    apply: 'build',
    async generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (entry === undefined) return;
      for (const page of chunks.filter((chunk) => chunk.isDynamicEntry && chunk.name.endsWith('_page'))) {
        const files = staticClosure(bundle, page.fileName, staticClosure(bundle, entry.fileName, new Set()));
        const sizes = await Promise.all([...files].map((file) => gzippedBytes((bundle[file] as Rolldown.OutputChunk).code)));
        const bytes = sizes.reduce((sum, size) => sum + size, 0);
        if (bytes > INITIAL_BUDGET_BYTES) {
          this.error(
            `${page.name} loads ${bytes} bytes of JavaScript (gzip) before its map, the budget is ${INITIAL_BUDGET_BYTES}: ${[...files].join(', ')}`,
          );
        }
        this.info(`${page.name}: ${Math.round(bytes / 1000)} of ${INITIAL_BUDGET_BYTES / 1000} kB gzip before the map`);
      }
    },
  };
}
