import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import { Refusal } from '@beatline/shared/model/refusal';
import { MAX_UPLOAD_BYTES, type UploadStore } from '../services/imports/upload_store';

/** PUT /uploads?name=FILENAME with the bytes of a file as body, of any content type, streamed to disk. Answers {@link Upload}. */
export async function serveUploads(server: FastifyInstance, uploads: () => UploadStore): Promise<void> {
  await server.register(async (route) => {
    route.removeAllContentTypeParsers();
    route.addContentTypeParser('*', (_request, body, done) => done(null, body));
    route.put<{ Querystring: { name?: string } }>('/uploads', { bodyLimit: MAX_UPLOAD_BYTES }, async (request, reply) => {
      const { name } = request.query;
      const body = request.body as Readable | undefined;
      if (name === undefined || name === '' || body === undefined || body === null) {
        return reply.code(400).send({ code: 'bad_upload', message: 'an upload is PUT /uploads?name=FILENAME with the file as its body' });
      }
      try {
        return await uploads().keep(name, body);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const status = error.code === 'file_too_large' ? 413 : 400;
        return reply.code(status).send({ code: error.code, message: error.message, hint: error.hint });
      }
    });
  });
}
