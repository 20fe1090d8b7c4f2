import type { FastifyInstance } from 'fastify';
import type { BaseMap } from '../tiles/base_map';
import { TILE_MAX_ZOOM } from '../tiles/tile_source';

const TILE_PATH = /^(\d{1,2})\/(\d{1,6})\/(\d{1,6})\.pbf$/;

/** `GET /tiles/{z}/{x}/{y}.pbf`: Mapbox vector tiles of the base map; 204 where nothing is drawn. */
export function serveTiles(fastify: FastifyInstance, baseMapOf: () => BaseMap): void {
  fastify.get('/tiles/*', async (request, reply) => {
    const match = TILE_PATH.exec((request.params as { '*': string })['*']);
    const [z, x, y] = match === null ? [Number.NaN, 0, 0] : [Number(match[1]), Number(match[2]), Number(match[3])];
    if (!(z <= TILE_MAX_ZOOM && x < 2 ** z && y < 2 ** z)) return reply.code(404).type('text/plain').send('no such tile\n');
    const baseMap = baseMapOf();
    const etag = `"${baseMap.version()}"`;
    void reply.headers({ etag, 'cache-control': 'no-cache' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const bytes = await baseMap.tile(z, x, y);
    if (bytes === undefined) return reply.code(204).send();
    return reply.type('application/x-protobuf').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}
