import type { FastifyInstance } from 'fastify';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../app';
import { rejectsCsv } from '../services/imports/rejects';

/** GET /imports/BATCH/rejects.csv?lang=zh|en: rejected rows to correct and send again. */
export function serveRejects(server: FastifyInstance, app: () => App): void {
  server.get<{ Params: { batch: string }; Querystring: { lang?: string } }>('/imports/:batch/rejects.csv', async (request, reply) => {
    const batch = Number(request.params.batch);
    try {
      if (!Number.isSafeInteger(batch) || batch < 1 || batch > 2 ** 31 - 1)
        throw new Refusal('not_found', `there is no import ${request.params.batch}`);
      const file = await rejectsCsv(app(), { batch, language: request.query.lang === 'en' ? 'en' : 'zh' });
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${file.fileName}"`)
        .send(file.text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply.code(404).type('text/plain; charset=utf-8').send(`${error.message}\n`);
    }
  });
}
