import fastifyCompress from '@fastify/compress';
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { PROCEDURE_PATH } from '@beatline/shared/model/wire';
import type { App } from '../app';
import { serveIntake } from '../intake/http_routes';
import { appRouter, type AppRouter } from '../routers/app_router';
import { guardRequests } from './security_headers';
import { servePages, WEB_FOLDER } from './static_pages';
import { serveTiles } from './tile_route';
import { serveRejects } from './rejects_route';
import { serveUploads } from './uploads';

/** Drawn polygons and lists of codes are small; nothing larger comes in by a procedure. */
const BODY_LIMIT_BYTES = 1_000_000;

/** What is worth compressing; never the event stream, which must leave as it is written. */
const COMPRESSIBLE = /^(text\/(?!event-stream)|application\/(json|javascript|x-protobuf|manifest\+json)|image\/svg\+xml)/;

/** The server before its database is open: it holds the port, and says what it is doing until there is an app. */
export interface StartingApp {
  readonly app: () => App | undefined;
  /** One sentence about the running step of the start. */
  readonly step: () => string;
}

/** Fastify with every route: pages, procedures, tiles. `host` is the address it will listen on. */
export async function createServer(
  host: string,
  starting: StartingApp,
  onBug: (error: unknown) => void,
  webFolder: string = WEB_FOLDER,
): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true, routerOptions: { maxParamLength: 5000 } });
  guardRequests(server, host);
  await server.register(fastifyCompress, { encodings: ['gzip'], customTypes: COMPRESSIBLE, threshold: 1400 });

  server.addHook('onRequest', async (_request, reply) => {
    if (starting.app() !== undefined) return;
    return reply
      .code(503)
      .headers({ 'retry-after': '2', refresh: '2' })
      .type('text/plain; charset=utf-8')
      .send(`Beatline 巡线: ${starting.step()}\n`);
  });
  const app = (): App => {
    const ready = starting.app();
    if (ready === undefined) throw new Error('a request passed the starting guard before the app was ready');
    return ready;
  };

  await server.register(fastifyTRPCPlugin, {
    prefix: PROCEDURE_PATH,
    trpcOptions: {
      router: appRouter,
      createContext: () => ({ app: app() }),
      onError: ({ error }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') onBug(error.cause ?? error);
      },
    },
  } satisfies FastifyTRPCPluginOptions<AppRouter>);
  serveIntake(server, app);
  serveTiles(server, () => app().baseMap);
  serveRejects(server, app);
  await serveUploads(server, () => app().uploads);
  await servePages(server, webFolder);

  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('Nothing here. The pages are /command, /district, /station and /data.\n'),
  );
  server.setErrorHandler((error: { statusCode?: number; message?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onBug(error);
    return reply
      .code(status)
      .type('text/plain; charset=utf-8')
      .send(status >= 500 ? 'Something went wrong in the server; its log says more.\n' : `${error.message ?? 'refused'}\n`);
  });
  return server;
}
