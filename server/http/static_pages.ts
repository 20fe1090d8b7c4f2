import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What `vite build` writes. */
export const WEB_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Addresses of the single page; each also with anything below it. */
const PAGES = ['command', 'district', 'station', 'data'] as const;

/** Serves the built web: its assets, and its one page under every address a person may type. */
export async function servePages(fastify: FastifyInstance, webFolder: string): Promise<void> {
  await fastify.register(fastifyStatic, { root: webFolder, serve: false });
  const page = join(webFolder, 'index.html');

  fastify.get('/', (_request, reply) => reply.redirect('/command'));
  for (const name of PAGES) {
    for (const path of [`/${name}`, `/${name}/*`]) {
      fastify.get(path, (_request, reply) => {
        if (!existsSync(page)) {
          return reply.code(503).type('text/plain; charset=utf-8').send('The pages are not built yet: run npm start, which builds them.\n');
        }
        return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
      });
    }
  }
  // File names under assets/ carry a hash of their content.
  fastify.get('/assets/*', (request, reply) => {
    void reply.header('cache-control', 'public, max-age=31536000, immutable');
    return reply.sendFile(decodeURIComponent(request.url.split('?')[0] ?? '').slice(1), { cacheControl: false });
  });
  fastify.get('/:file', (request: { params: unknown }, reply) => {
    const { file } = request.params as { file: string };
    return reply.header('cache-control', 'no-cache').sendFile(file, { cacheControl: false });
  });
}
