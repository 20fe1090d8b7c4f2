import fastify from 'fastify';
import type { Device } from '@beatline/db/queries/devices';
import { Refusal } from '@beatline/shared/model/refusal';
import { expect, test } from 'vitest';
import type { Intake, IngestReport, UnitFixes } from '../ingest/ingest_fixes';
import { digestOf } from './device_registry';
import { serveIntake } from './http_routes';
import { createIntakeDoor, DEVICE_WAITING_MOST_FIXES, WAITING_MOST_FIXES } from './intake_door';
import type { SourceHealthBook } from './source_health';

const NOW_MS = Date.parse('2026-11-20T21:00:00+08:00');
const device: Device = {
  code: 'box',
  protocol: 'batch',
  unitCode: 'C1',
  mode: 'vehicle',
  crs: 'WGS84',
  unsigned: false,
  tokenDigest: digestOf('token'),
  acceptedSkewSeconds: 0,
  addedAtMs: 0,
  revokedAtMs: undefined,
};

/** A database that becomes durable when the test says so. */
function heldDoor() {
  let waiting = 0;
  const durable: (() => void)[] = [];
  const refusals: string[] = [];
  const intake: Pick<Intake, 'ingest' | 'waitingFixes'> = {
    ingest(batches: readonly UnitFixes[]) {
      const count = batches.reduce((sum, { fixes }) => sum + fixes.length, 0);
      waiting += count;
      return new Promise<IngestReport>((resolve) => {
        durable.push(() => {
          waiting -= count;
          resolve({ stored: count, duplicates: 0, late: 0 });
        });
      });
    },
    waitingFixes: () => waiting,
  };
  const health: Pick<SourceHealthBook, 'heard' | 'clockSeen' | 'delivered' | 'refused'> = {
    heard: () => undefined,
    clockSeen: () => undefined,
    delivered: () => undefined,
    refused: (_protocol, _code, reason, count) => void refusals.push(`${reason} ${count}`),
  };
  const door = createIntakeDoor({ nowMs: () => NOW_MS }, intake, health);
  return { door, health, durable, refusals };
}

const report = (count: number, fromMs = NOW_MS) => ({
  fixes: Array.from({ length: count }, (_, i) => ({ instantMs: fromMs - i, lng: 116.3, lat: 39.9 })),
  refused: [],
});

test('nothing is told to be stored before it is', async () => {
  const { door, durable } = heldDoor();
  let told = false;
  const delivery = door.deliver(device, report(3)).then((answer) => {
    told = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toBe(false);
  durable[0]?.();
  expect(await delivery).toEqual({ stored: 3, duplicates: 0, late: 0, refused: [] });
});

test('a device that sends faster than is written is told to wait, others are not', async () => {
  const { door, durable, refusals } = heldDoor();
  const first = door.deliver(device, report(DEVICE_WAITING_MOST_FIXES));
  await expect(door.deliver(device, report(1))).rejects.toMatchObject({ code: 'device_busy' });
  const other = door.deliver({ ...device, code: 'other' }, report(1));
  durable.forEach((become) => become());
  await Promise.all([first, other]);
  expect(refusals).toEqual(['overloaded 1']);
  // There is room again.
  const next = door.deliver(device, report(1));
  durable.at(-1)?.();
  await next;
});

test('what waits in memory is bounded, however many devices send', async () => {
  const { door, durable } = heldDoor();
  const deliveries: Promise<unknown>[] = [];
  let refused = 0;
  for (let k = 0; k < 40; k++) {
    deliveries.push(
      door.deliver({ ...device, code: `d${k}` }, report(5000)).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'intake_busy') refused += 1;
        else throw error;
      }),
    );
  }
  expect(door.isFull()).toBe(true);
  durable.forEach((become) => become());
  await Promise.all(deliveries);
  expect(refused).toBe(40 - WAITING_MOST_FIXES / 5000);
});

test('over HTTP a full intake answers 503, a device of its own accord too fast 429, both with when to come again', async () => {
  const { health } = heldDoor();
  const server = fastify();
  let code = 'intake_busy';
  const bugs: unknown[] = [];
  serveIntake(server, () => ({
    sources: {
      devices: { find: async () => undefined, findByToken: async () => device },
      door: { deliver: () => Promise.reject(code === 'bug' ? new Error('a bug') : new Refusal(code, 'fixes wait to be written')) },
      health,
    },
    reportBug: (error) => void bugs.push(error),
  }));
  const post = () =>
    server.inject({
      method: 'POST',
      url: '/intake/fixes',
      headers: { authorization: 'Bearer token' },
      payload: { fixes: [{ at: NOW_MS, lng: 1, lat: 1 }] },
    });
  const busy = await post();
  expect([busy.statusCode, busy.headers['retry-after']]).toEqual([503, '2']);
  code = 'device_busy';
  const fast = await post();
  expect([fast.statusCode, fast.headers['retry-after']]).toEqual([429, '2']);
  code = 'bug';
  const broken = await post();
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toContain('a bug');
  expect(bugs.length).toBe(1);
  await server.close();
});
