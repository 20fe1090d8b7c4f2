import { readBcd, type Jt808Frame } from './jt808_frame';

/** Message numbers of JT/T 808 this server takes and sends. */
export const JT808 = {
  heartbeat: 0x0002,
  logout: 0x0003,
  register: 0x0100,
  authenticate: 0x0102,
  location: 0x0200,
  batch: 0x0704,
  acknowledgement: 0x8001,
  registerAnswer: 0x8100,
} as const;

/** Results of the platform's general acknowledgement 0x8001. */
export const JT808_RESULT = { done: 0, failed: 1, wrong: 2, unsupported: 3 } as const;
/** Results of the answer 0x8100 to a registration. */
export const JT808_REGISTER_RESULT = { done: 0, vehicleKnown: 1, noVehicle: 2, terminalKnown: 3, noTerminal: 4 } as const;

/** One position report, as the terminal took it. */
export interface Jt808Location {
  /** Epoch milliseconds; terminals send local time of GMT+8. Undefined when the digits are no date. */
  readonly instantMs: number | undefined;
  /** Degrees in the terminal's own system; undefined when it says that it has no position. */
  readonly position: readonly [lng: number, lat: number] | undefined;
}

/** Body of an authentication: the code the platform gave at registration. */
export interface Jt808Authentication {
  readonly token: string;
}

/** Terminals of every edition write the local time of China. */
const TERMINAL_OFFSET_MS = 8 * 3_600_000;
const LOCATION_BYTES = 28;
const LOCATED_BIT = 0x2;
const SOUTH_BIT = 0x4;
const WEST_BIT = 0x8;
const DEGREES_PER_STEP = 1e-6;

/** Body of 0x0200. Undefined when it is shorter than a report; additional items after the report are left aside. */
export function decodeJt808Location(body: Uint8Array): Jt808Location | undefined {
  if (body.length < LOCATION_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const status = view.getUint32(4);
  const lat = view.getUint32(8) * DEGREES_PER_STEP * ((status & SOUTH_BIT) === 0 ? 1 : -1);
  const lng = view.getUint32(12) * DEGREES_PER_STEP * ((status & WEST_BIT) === 0 ? 1 : -1);
  return {
    instantMs: instantOfBcd(readBcd(body, 22, 6)),
    position: (status & LOCATED_BIT) === 0 ? undefined : [roundedToStep(lng), roundedToStep(lat)],
  };
}

/** A million times 1e-6 is not one: the nearest number with six decimals is what was sent. */
function roundedToStep(degrees: number): number {
  return Math.round(degrees / DEGREES_PER_STEP) / 1_000_000;
}

/** Body of 0x0704: every report in it, undefined in the place of one that is damaged. Undefined when the counts do not agree with the bytes. */
export function decodeJt808Batch(body: Uint8Array): (Jt808Location | undefined)[] | undefined {
  if (body.length < 3) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const count = view.getUint16(0);
  const reports: (Jt808Location | undefined)[] = [];
  let at = 3;
  for (let i = 0; i < count; i++) {
    if (at + 2 > body.length) return undefined;
    const bytes = view.getUint16(at);
    if (at + 2 + bytes > body.length) return undefined;
    reports.push(decodeJt808Location(body.subarray(at + 2, at + 2 + bytes)));
    at += 2 + bytes;
  }
  return at === body.length ? reports : undefined;
}

/** Body of 0x0102. Edition 2019 puts the length before the code and the terminal's own numbers behind it, which are left aside. */
export function decodeJt808Authentication(frame: Jt808Frame): Jt808Authentication | undefined {
  const { body } = frame;
  const [from, to] = frame.edition === '2019' ? [1, 1 + (body[0] ?? 0)] : [0, body.length];
  if (to > body.length || to === from) return undefined;
  let token = '';
  // Codes given by this server are plain letters and digits; a zero ends a string of a fixed width.
  for (let i = from; i < to && body[i] !== 0; i++) token += String.fromCharCode(body[i]);
  return { token };
}

/** Body of 0x8001. */
export function jt808Acknowledgement(answered: { readonly serial: number; readonly messageId: number }, result: number): Uint8Array {
  const { serial, messageId } = answered;
  return Uint8Array.of(serial >> 8, serial & 0xff, messageId >> 8, messageId & 0xff, result);
}

/** Body of 0x8100; the code follows only on success. */
export function jt808RegisterAnswer(serial: number, result: number, token: string | undefined): Uint8Array {
  const code = token === undefined ? [] : Array.from(token, (letter) => letter.charCodeAt(0) & 0x7f);
  return Uint8Array.of(serial >> 8, serial & 0xff, result, ...code);
}

/** Body of 0x0200 without additional items: what a terminal sends, for tests and simulators. */
export function encodeJt808Location(location: { readonly instantMs: number; readonly position: readonly [number, number] }): Uint8Array {
  const body = new Uint8Array(LOCATION_BYTES);
  const view = new DataView(body.buffer);
  const [lng, lat] = location.position;
  view.setUint32(4, LOCATED_BIT | (lat < 0 ? SOUTH_BIT : 0) | (lng < 0 ? WEST_BIT : 0));
  view.setUint32(8, Math.round(Math.abs(lat) / DEGREES_PER_STEP));
  view.setUint32(12, Math.round(Math.abs(lng) / DEGREES_PER_STEP));
  const digits = new Date(location.instantMs + TERMINAL_OFFSET_MS).toISOString().slice(2, 19).replace(/\D/g, '');
  for (let i = 0; i < 6; i++) body[22 + i] = (Number(digits[2 * i]) << 4) | Number(digits[2 * i + 1]);
  return body;
}

/** Body of 0x0704 of such reports; `stored` marks those that were held back without reception. */
export function encodeJt808Batch(reports: readonly Uint8Array[], stored = true): Uint8Array {
  const body = new Uint8Array(3 + reports.reduce((sum, report) => sum + 2 + report.length, 0));
  const view = new DataView(body.buffer);
  view.setUint16(0, reports.length);
  body[2] = stored ? 1 : 0;
  let at = 3;
  for (const report of reports) {
    view.setUint16(at, report.length);
    body.set(report, at + 2);
    at += 2 + report.length;
  }
  return body;
}

/** `YYMMDDhhmmss` of GMT+8; undefined when that is no date. */
function instantOfBcd(digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined;
  const [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map((at) => Number(digits.slice(at, at + 2)));
  const localMs = Date.UTC(2000 + year, month - 1, day, hour, minute, second);
  const written = new Date(localMs).toISOString().slice(2, 19).replace(/\D/g, '');
  return written === digits ? localMs - TERMINAL_OFFSET_MS : undefined;
}
