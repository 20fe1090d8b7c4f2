import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Device } from '@beatline/db/queries/devices';
import { readFixBatch, type ReportedFixes } from '@beatline/shared/formats/fix_batch';
import { readOsmand, readTraccarJson, type OsmandReport } from '@beatline/shared/formats/osmand';
import { readOwnTracks } from '@beatline/shared/formats/owntracks';
import { Refusal } from '@beatline/shared/model/refusal';
import type { DeviceProtocol, SourceRejectReason } from '@beatline/shared/model/views/source_view';
import { refusalOfToken, type DeviceRegistry } from './device_registry';
import { RETRY_AFTER_SECONDS, type Delivery, type IntakeDoor } from './intake_door';
import type { SourceHealthBook } from './source_health';

export const OSMAND_PATH = '/intake/osmand';
export const OWNTRACKS_PATH = '/intake/owntracks';
export const BATCH_PATH = '/intake/fixes';

/** A batch of the most fixes, written out at length. */
const BATCH_BODY_BYTES = 4_000_000;
/** One fix, with everything a telephone has to say about it. */
const REPORT_BODY_BYTES = 64_000;

/** What the routes ask of the app. */
export interface IntakeBehind {
  readonly sources: {
    readonly devices: Pick<DeviceRegistry, 'find' | 'findByToken'>;
    readonly door: Pick<IntakeDoor, 'deliver'>;
    readonly health: Pick<SourceHealthBook, 'heard' | 'refused'>;
  };
  reportBug(error: unknown): void;
}

/** The doors devices come in by over HTTP. An answer of 200 says that everything it counts as stored is durable. */
export function serveIntake(server: FastifyInstance, app: () => IntakeBehind): void {
  void server.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => answerError(app(), error, reply));

    scope.route({
      method: ['GET', 'POST'],
      url: OSMAND_PATH,
      bodyLimit: REPORT_BODY_BYTES,
      handler: async (request, reply) => takeOsmand(app(), request, reply),
    });
    scope.post(OWNTRACKS_PATH, { bodyLimit: REPORT_BODY_BYTES }, async (request, reply) => takeOwnTracks(app(), request, reply));
    scope.post(BATCH_PATH, { bodyLimit: BATCH_BODY_BYTES }, async (request, reply) => takeBatch(app(), request, reply));
  });
}

async function takeOsmand(app: IntakeBehind, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const query = request.query as Readonly<Record<string, unknown>>;
  const body = typeof request.body === 'object' && request.body !== null ? (request.body as Readonly<Record<string, unknown>>) : {};
  const report: OsmandReport | undefined = readOsmand({ ...body, ...query }) ?? readTraccarJson(body);
  if (report === undefined) return refuse(app, reply, 'osmand', undefined, 'malformed');
  const token = report.token ?? (typeof query['token'] === 'string' ? query['token'] : undefined) ?? bearerOf(request);
  const device = await app.sources.devices.find('osmand', report.id);
  const refusal = refusalOfToken(device, token);
  if (device === undefined || refusal !== undefined) return refuse(app, reply, 'osmand', device, refusal ?? 'unknown_device');
  if (typeof report.fix === 'string') return refuse(app, reply, 'osmand', device, report.fix);
  return answerOne(reply, await app.sources.door.deliver(device, one(report.fix)), 'text');
}

async function takeOwnTracks(app: IntakeBehind, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { user, password } = basicOf(request);
  const device = user === undefined ? undefined : await app.sources.devices.find('owntracks', user);
  const refusal = refusalOfToken(device, password);
  if (device === undefined || refusal !== undefined) {
    void reply.header('www-authenticate', 'Basic realm="Beatline"');
    return refuse(app, reply, 'owntracks', device, refusal ?? 'unknown_device');
  }
  const message = readOwnTracks(request.body);
  if (message === 'other') return reply.code(200).send([]);
  if (typeof message === 'string') return refuse(app, reply, 'owntracks', device, message);
  return answerOne(reply, await app.sources.door.deliver(device, one(message)), 'list');
}

async function takeBatch(app: IntakeBehind, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = bearerOf(request);
  const device = token === undefined ? undefined : await app.sources.devices.findByToken(token);
  const refusal = refusalOfToken(device, token);
  if (device === undefined || refusal !== undefined)
    return refuse(app, reply, 'batch', device, refusal === 'unknown_device' ? 'wrong_token' : (refusal ?? 'wrong_token'));
  const batch = readFixBatch(request.body);
  if (batch === undefined) return refuse(app, reply, 'batch', device, 'malformed');
  return reply.code(200).send(await app.sources.door.deliver(device, batch));
}

function one(fix: ReportedFixes['fixes'][number]): ReportedFixes {
  return { fixes: [fix], refused: [] };
}

/** A device that sends one fix at a time is told by the status alone. */
function answerOne(reply: FastifyReply, delivery: Delivery, shape: 'text' | 'list'): FastifyReply {
  const [refused] = delivery.refused;
  if (refused !== undefined)
    return reply.code(STATUS[refused.reason]).type('text/plain; charset=utf-8').send(`${SENTENCES[refused.reason]}\n`);
  return shape === 'list' ? reply.code(200).send([]) : reply.code(200).type('text/plain; charset=utf-8').send('OK\n');
}

// Refusals ------------------------------------------------------------------------------------------------------------------------------------

/** Status of each refusal. Devices send again after any of them, which is right: nothing is acknowledged that is not stored. */
const STATUS: Readonly<Record<SourceRejectReason, number>> = {
  unknown_device: 401,
  wrong_token: 401,
  revoked: 403,
  not_registered: 401,
  malformed: 400,
  no_position: 400,
  bad_position: 400,
  no_time: 400,
  clock_ahead: 400,
  no_height: 400,
  too_old: 400,
  negative_speed: 400,
  impossible_speed: 400,
  inaccurate: 400,
  overloaded: 503,
};

const SENTENCES: Readonly<Record<SourceRejectReason, string>> = {
  unknown_device: 'No device of this name may send here; add it on the sources page.',
  wrong_token: 'The token is not the one the device was given.',
  revoked: 'This device was revoked.',
  not_registered: 'This device has no token yet.',
  malformed: 'The message cannot be read.',
  no_position: 'The message has no position.',
  bad_position: 'The position is out of range.',
  no_time: 'The message has no time, or one without its offset.',
  clock_ahead: 'The time lies in the future: the clock of the device is ahead. Set it, or agree to its skew on the sources page.',
  no_height: 'The position of a drone has no height above ground: it is stored and credits nothing.',
  too_old: 'The time is more than 31 days ago.',
  negative_speed: 'The speed is negative: nothing of such a position is believed.',
  impossible_speed: 'The position cannot be reached from those beside it: it is stored and credits nothing.',
  inaccurate: 'The position is less certain than 50 m: it is stored and credits nothing.',
  overloaded: 'More comes in than can be written; send again later.',
};

function refuse(
  app: IntakeBehind,
  reply: FastifyReply,
  protocol: DeviceProtocol,
  device: Device | undefined,
  reason: SourceRejectReason,
): FastifyReply {
  if (device !== undefined) app.sources.health.heard(device.code);
  app.sources.health.refused(protocol, device?.code, reason, 1);
  return reply.code(STATUS[reason]).type('text/plain; charset=utf-8').send(`${SENTENCES[reason]}\n`);
}

/** 429: this device sends more than is written; 503: everybody together does, or the database cannot take anything now. */
function answerError(app: IntakeBehind, error: Error & { statusCode?: number }, reply: FastifyReply): FastifyReply {
  void reply.type('text/plain; charset=utf-8');
  if (error instanceof Refusal) {
    const status = error.code === 'device_busy' ? 429 : 503;
    return reply.code(status).header('retry-after', String(RETRY_AFTER_SECONDS)).send(`${error.message}\n`);
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return reply.code(status).send(`${error.message}\n`);
  app.reportBug(error);
  return reply.code(500).send('Something went wrong in the server; its log says more.\n');
}

// Credentials ---------------------------------------------------------------------------------------------------------------------------------

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function basicOf(request: FastifyRequest): { readonly user: string | undefined; readonly password: string | undefined } {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return { user: undefined, password: undefined };
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? { user: text, password: undefined } : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
