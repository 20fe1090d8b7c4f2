import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the server listens during development; the page and its calls then share one origin, as in production. */
const DEVELOPMENT_SERVER = 'http://127.0.0.1:4870';

export default defineConfig({
  plugins: [react()],
  // maplibre-gl 6 ships its worker as a module.
  worker: { format: 'es' },
  server: { proxy: { '/trpc': DEVELOPMENT_SERVER, '/tiles': DEVELOPMENT_SERVER } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome111',
    // The map chunk (maplibre-gl + deck.gl) is loaded after the first paint; see test/e2e for the budget of what comes before it.
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
