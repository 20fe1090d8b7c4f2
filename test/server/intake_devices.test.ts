import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import { listenJt808 } from '@beatline/server/intake/jt808_server';
import { listenMavlink } from '@beatline/server/intake/mavlink_server';
import { encodeJt808Batch, encodeJt808Location, JT808 } from '@beatline/shared/formats/jt808';
import { createJt808Splitter, decodeJt808Frame, encodeJt808Frame, type Jt808Frame } from '@beatline/shared/formats/jt808_frame';
import { eachEngine } from '../db/engines';
import { addDevice, loadTownGround, storedFixes, storedPoses, tokenOf } from './intake_town';
import { mavlinkPacket } from './mavlink_packets';
import { serveApp, type ServedApp } from './served_app';
import { NOW_MS, townLngLat } from './small_town';

/** A terminal: sends a message and waits for the answers to it. */
class Terminal {
  readonly #socket: Socket;
  readonly #answers: Jt808Frame[] = [];
  #wake: () => void = () => undefined;
  #serial = 100;
  closed = false;

  constructor(
    port: number,
    readonly number: string,
    readonly edition: '2013' | '2019' = '2013',
  ) {
    const splitter = createJt808Splitter();
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (bytes) => {
      for (const escaped of splitter.push(bytes)) {
        const decoded = decodeJt808Frame(escaped);
        if (decoded.ok) this.#answers.push(decoded.frame);
      }
      this.#wake();
    });
    this.#socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Sends one message, in pieces of bytes and in frames if asked to; answers come in the order of the frames. */
  async ask(
    messageId: number,
    body: Uint8Array,
    options: { readonly cutAt?: number; readonly parts?: number } = {},
  ): Promise<Jt808Frame[]> {
    const parts = options.parts ?? 1;
    const size = Math.ceil(body.length / parts);
    const bytes: number[] = [];
    for (let n = 0; n < parts; n++) {
      const frame: Jt808Frame = {
        messageId,
        edition: this.edition,
        terminal: this.number,
        serial: this.#serial++,
        part: parts === 1 ? undefined : { total: parts, number: n + 1 },
        body: body.subarray(n * size, (n + 1) * size),
      };
      bytes.push(...encodeJt808Frame(frame));
    }
    const step = options.cutAt ?? bytes.length;
    for (let at = 0; at < bytes.length; at += step) {
      this.#socket.write(Uint8Array.from(bytes.slice(at, at + step)));
      if (step < bytes.length) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    while (this.#answers.length < parts && !this.closed) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#answers.splice(0);
  }

  get lastSerial(): number {
    return this.#serial - 1;
  }

  end(): void {
    this.#socket.destroy();
  }
}

const resultOf = (frame: Jt808Frame | undefined): number | undefined => frame?.body[frame.messageId === JT808.registerAnswer ? 2 : 4];
/** 0x0100 of 2013: place, maker, model, terminal and a plate, which is never kept. */
const REGISTRATION = new Uint8Array(37 + 8).fill(0x30);

eachEngine('devices on ports of their own', (open) => {
  let database: Database;
  let served: ServedApp;
  let jt808Port = 0;
  let mavlinkPort = 0;
  const terminals: Terminal[] = [];
  const terminal = (number: string, edition?: '2013' | '2019') => {
    const one = new Terminal(jt808Port, number, edition);
    terminals.push(one);
    return one;
  };
  const report = (secondsAgo: number, east: number, north: number) =>
    encodeJt808Location({
      instantMs: NOW_MS - secondsAgo * 1000,
      position: townLngLat(east, north).map((degrees) => Number(degrees.toFixed(6))) as [number, number],
    });

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await loadTownGround(served.app);
    const jt808 = await listenJt808(served.app, { host: '127.0.0.1', port: 0 });
    const mavlink = await listenMavlink(served.app, { host: '127.0.0.1', port: 0 });
    served.app.sources.listeners.push(jt808, mavlink);
    jt808Port = Number(jt808.address.split(':').at(-1));
    mavlinkPort = Number(mavlink.address.split(':').at(-1));
  });
  afterAll(async () => {
    for (const one of terminals) one.end();
    await served.app.sources.close();
    await served.stop();
    expect(served.bugs).toEqual([]);
  });

  test('a terminal registers once, shows its code, and its positions are acknowledged when they are stored', async () => {
    const added = await addDevice(served, { code: '013800000001', protocol: 'jt808', unitCode: '部01' });
    expect(added.token).toBeUndefined();
    expect(added.device).toMatchObject({ code: '13800000001', state: 'awaiting-registration' });
    const one = terminal('013800000001');
    // Before it has shown its code nothing is taken.
    expect(resultOf((await one.ask(JT808.location, report(60, 100, 100)))[0])).toBe(1);
    const [answer] = await one.ask(JT808.register, REGISTRATION);
    expect(answer.messageId).toBe(JT808.registerAnswer);
    expect(resultOf(answer)).toBe(0);
    const code = answer.body.slice(3);
    expect(resultOf((await one.ask(JT808.authenticate, new TextEncoder().encode('guess')))[0])).toBe(1);
    expect(resultOf((await one.ask(JT808.authenticate, code))[0])).toBe(0);
    expect(resultOf((await one.ask(JT808.heartbeat, new Uint8Array()))[0])).toBe(0);

    const [acknowledged] = await one.ask(JT808.location, report(50, 100, 100), { cutAt: 3 });
    expect(new DataView(acknowledged.body.buffer).getUint16(0)).toBe(one.lastSerial);
    expect(new DataView(acknowledged.body.buffer).getUint16(2)).toBe(JT808.location);
    expect(resultOf(acknowledged)).toBe(0);
    const stored = await storedFixes(database, '部01');
    const [lng, lat] = townLngLat(100, 100);
    expect(stored.map(({ at }) => at)).toEqual([NOW_MS - 50_000]);
    expect(stored[0].lng).toBeCloseTo(lng, 6);
    expect(stored[0].lat).toBeCloseTo(lat, 6);

    // A second terminal that says it is this one is not given a code, and a reconnection shows the one it has.
    expect(resultOf((await terminal('013800000001').ask(JT808.register, REGISTRATION))[0])).toBe(3);
    const again = terminal('013800000001');
    expect(resultOf((await again.ask(JT808.authenticate, code))[0])).toBe(0);
    const { rows } = await database.sql.transaction((session) => session.query<{ row: string }>('SELECT device::text AS row FROM device'));
    for (const { row } of rows) expect(row).not.toContain(new TextDecoder().decode(code));

    await served.client.sources.revokeDevice.mutate({ code: '13800000001' });
    expect(resultOf((await again.ask(JT808.location, report(40, 120, 100)))[0])).toBe(1);
    expect((await storedFixes(database, '部01')).length).toBe(1);
  });

  test('a terminal nobody added is refused, and noise closes the connection', async () => {
    const stranger = terminal('013899999999');
    expect(resultOf((await stranger.ask(JT808.register, REGISTRATION))[0])).toBe(4);
    const noise = connect(jt808Port, '127.0.0.1');
    noise.on('error', () => undefined);
    for (let k = 0; k < 40; k++) noise.write(Uint8Array.of(0x7e, 1, 2, 3, 4, 0x7e));
    await once(noise, 'close');
    const { entrances } = await served.client.sources.entrances.query();
    const rejects = entrances.find(({ protocol }) => protocol === 'jt808')?.rejects;
    expect(rejects?.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['malformed', 'unknown_device', 'not_registered']));
  });

  test('a batch in several frames of the 2019 edition is acknowledged frame by frame, after the whole is stored', async () => {
    await addDevice(served, { code: '13800000002', protocol: 'jt808', unitCode: '部02' });
    const one = terminal('00000000013800000002', '2019');
    const [answer] = await one.ask(JT808.register, REGISTRATION);
    const code = answer.body.slice(3);
    const withLength = Uint8Array.of(code.length, ...code, ...new Uint8Array(35));
    expect(resultOf((await one.ask(JT808.authenticate, withLength))[0])).toBe(0);
    const reports = Array.from({ length: 60 }, (_, i) => report(1200 - i * 10, 100 + i * 10, 200));
    const answers = await one.ask(JT808.batch, encodeJt808Batch(reports), { parts: 3 });
    expect(answers.map(resultOf)).toEqual([0, 0, 0]);
    expect(new Set(answers.map(({ body }) => new DataView(body.buffer).getUint16(0))).size).toBe(3);
    expect((await storedFixes(database, '部02')).length).toBe(60);
    // Sent again because an acknowledgement was lost: taken, and nothing doubled.
    expect((await one.ask(JT808.batch, encodeJt808Batch(reports), { parts: 3 })).map(resultOf)).toEqual([0, 0, 0]);
    expect((await storedFixes(database, '部02')).length).toBe(60);
    // A report that says it has no position is acknowledged, because there is nothing to store; one of the year 2000 is not.
    const noPosition = report(10, 0, 0);
    noPosition[7] = 0;
    expect(resultOf((await one.ask(JT808.location, noPosition))[0])).toBe(0);
    expect(
      resultOf((await one.ask(JT808.location, encodeJt808Location({ instantMs: Date.UTC(2000, 1, 1), position: [116.3, 39.9] })))[0]),
    ).toBe(2);
    const health = (await served.client.sources.list.query()).find(({ code: each }) => each === '13800000002');
    expect(health).toMatchObject({ fixes: 60, duplicates: 60, lastFixAt: '2026-11-20T20:49:50+08:00' });
    expect(health?.rejects).toEqual([
      { reason: 'no_position', count: 1 },
      { reason: 'too_old', count: 1 },
    ]);
  });

  test('MAVLink positions of a signed aircraft are stored at the time its own clock tells, others are not', async () => {
    const token = tokenOf(await addDevice(served, { code: '7', protocol: 'mavlink', unitCode: '机01', mode: 'drone' }));
    await addDevice(served, { code: '8', protocol: 'mavlink', unitCode: '机02', mode: 'drone', unsigned: true });
    const socket = createSocket('udp4');
    const sent = (packet: Uint8Array) => new Promise<void>((resolve) => socket.send(packet, mavlinkPort, '127.0.0.1', () => resolve()));
    const [lng, lat] = townLngLat(500, 500);
    const bootAtMs = NOW_MS - 600_000;
    const position = (systemId: number, sinceBootMs: number, passphrase: string | undefined) =>
      mavlinkPacket({ systemId, passphrase }, { kind: 'position', sinceBootMs, lng, lat });
    await sent(position(7, 300_000, undefined));
    await sent(position(7, 300_000, 'another'));
    await sent(position(9, 300_000, undefined));
    await sent(mavlinkPacket({ systemId: 7, passphrase: token }, { kind: 'time', sinceBootMs: 300_000, unixMs: bootAtMs + 300_000 }));
    await sent(position(7, 310_000, token));
    await sent(position(7, 310_200, token));
    await sent(
      mavlinkPacket({ systemId: 7, passphrase: token }, { kind: 'gimbal', sinceBootMs: 319_500, pitchDegrees: -75, northDegrees: 120 }),
    );
    await sent(position(7, 320_000, token));
    await sent(
      mavlinkPacket({ systemId: 8, passphrase: undefined }, { kind: 'mount', sinceBootMs: 4800, pitchDegrees: -60, toNoseDegrees: 30 }),
    );
    await sent(
      mavlinkPacket({ systemId: 8, passphrase: undefined }, { kind: 'position', sinceBootMs: 5000, lng, lat, headingDegrees: 350 }),
    );
    await sent(Uint8Array.from({ length: 300 }, (_, i) => i));
    await expect.poll(async () => (await served.client.units.list.query()).some(({ code }) => code === '机02')).toBe(true);
    await expect
      .poll(async () => (await storedFixes(database, '机01')).map(({ at }) => at))
      .toEqual([bootAtMs + 310_000, bootAtMs + 320_000]);
    const [fix] = await storedFixes(database, '机01');
    expect(fix.lng).toBeCloseTo(lng, 6);
    // the height is told by the position, where the camera looks by the gimbal, as of north or as of the nose
    expect(await storedPoses(database, '机01')).toEqual([
      { height: 100, pitch: null, yaw: null },
      { height: 100, pitch: -75, yaw: 120 },
    ]);
    expect(await storedPoses(database, '机02')).toEqual([{ height: 100, pitch: -60, yaw: 20 }]);
    expect((await storedFixes(database, '机02')).map(({ at }) => at)).toEqual([NOW_MS]);
    const health = (await served.client.sources.list.query()).find(({ code }) => code === '7');
    expect(health?.rejects).toEqual([{ reason: 'wrong_token', count: 2 }]);
    socket.close();
  });
});
