import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  insertDevice,
  listDevices,
  registerDevice,
  renewDevice,
  revokeDevice,
  setAcceptedSkew,
  type Device,
} from '@beatline/db/queries/devices';
import { Refusal } from '@beatline/shared/model/refusal';
import type { DeviceInput, DeviceProtocol, SourceRejectReason } from '@beatline/shared/model/views/source_view';
import type { App } from '../app';

/** Who may send: read from the database once, asked for every message. */
export interface DeviceRegistry {
  all(): Promise<readonly Device[]>;
  /** The device of this code, revoked or not. */
  find(protocol: DeviceProtocol, code: string): Promise<Device | undefined>;
  /** The batch device a bearer token belongs to. */
  findByToken(token: string): Promise<Device | undefined>;
  /** Throws a Refusal `conflict` when the code is taken and `input` when it is none of its protocol. Answers the token, undefined where there is none to show. */
  add(input: DeviceInput): Promise<{ readonly device: Device; readonly token: string | undefined }>;
  /** A new token in place of the old, also for a revoked device. Throws a Refusal `not_found`. */
  renew(code: string): Promise<{ readonly device: Device; readonly token: string | undefined }>;
  /** Throws a Refusal `not_found`. */
  revoke(code: string): Promise<Device>;
  /** Throws a Refusal `not_found`. */
  acceptSkew(code: string, seconds: number): Promise<Device>;
  /** The code a terminal is given at its first registration; undefined when it has one already. */
  register(device: Device): Promise<string | undefined>;
  /** Reads the devices again. */
  reset(): void;
}

/** 144 bits; letters and digits that every device accepts in a URL, a password and a JT/T 808 string. */
const TOKEN_BYTES = 18;

/** SHA-256 is enough for a token of this length: there is nothing to guess. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** What is wrong with a token, undefined when nothing is. Takes as long for a wrong token as for a right one. */
export function refusalOfToken(device: Device | undefined, token: string | undefined): SourceRejectReason | undefined {
  if (device === undefined) return 'unknown_device';
  if (device.revokedAtMs !== undefined) return 'revoked';
  if (device.tokenDigest === undefined) return 'not_registered';
  const given = Buffer.from(digestOf(token ?? ''), 'hex');
  return timingSafeEqual(given, Buffer.from(device.tokenDigest, 'hex')) ? undefined : 'wrong_token';
}

/** A terminal number without the zeros that fill it up. */
export function terminalCodeOf(terminal: string): string {
  return terminal.replace(/^0+(?=\d)/, '');
}

export function createDeviceRegistry(app: Pick<App, 'query' | 'nowMs'>): DeviceRegistry {
  let known: Promise<ReadonlyMap<string, Device>> | undefined;

  function load(): Promise<ReadonlyMap<string, Device>> {
    if (known === undefined) {
      const reading = app.query(listDevices).then((devices) => new Map(devices.map((device) => [device.code, device])));
      known = reading;
      reading.catch(() => {
        if (known === reading) known = undefined;
      });
    }
    return known;
  }
  async function reread(code: string): Promise<Device> {
    known = undefined;
    return require(code);
  }
  async function require(code: string): Promise<Device> {
    const device = (await load()).get(code);
    if (device === undefined) throw new Refusal('not_found', `no device ${code}`);
    return device;
  }

  return {
    all: async () => [...(await load()).values()],
    async find(protocol, code) {
      const device = (await load()).get(code);
      return device?.protocol === protocol ? device : undefined;
    },
    async findByToken(token) {
      const digest = digestOf(token);
      for (const device of (await load()).values()) if (device.protocol === 'batch' && device.tokenDigest === digest) return device;
      return undefined;
    },
    async add(input) {
      const code = codeOf(input);
      const token = hasOwnToken(input) ? newToken() : undefined;
      const tokenDigest = token === undefined ? undefined : digestOf(token);
      const added = await app.query((scoped) => insertDevice(scoped, { ...input, code, tokenDigest, addedAtMs: app.nowMs() }));
      if (!added) throw new Refusal('conflict', `there is a device ${code} already`, 'give it a new token, or choose another code');
      return { device: await reread(code), token };
    },
    async renew(code) {
      const device = await require(code);
      const token = hasOwnToken(device) ? newToken() : undefined;
      const change = { tokenDigest: token === undefined ? undefined : digestOf(token), addedAtMs: app.nowMs() };
      await app.query((scoped) => renewDevice(scoped, code, change));
      return { device: await reread(code), token };
    },
    async revoke(code) {
      const device = await require(code);
      await app.query((scoped) => revokeDevice(scoped, code, Math.max(device.addedAtMs, app.nowMs())));
      return reread(code);
    },
    async acceptSkew(code, seconds) {
      await require(code);
      await app.query((scoped) => setAcceptedSkew(scoped, code, seconds));
      return reread(code);
    },
    async register(device) {
      if (device.tokenDigest !== undefined) return undefined;
      const token = newToken();
      await app.query((scoped) => registerDevice(scoped, device.code, digestOf(token)));
      await reread(device.code);
      return token;
    },
    reset() {
      known = undefined;
    },
  };
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url').replaceAll('-', 'a').replaceAll('_', 'b');
}

/** JT/T 808 terminals are given their code when they register; unsigned MAVLink has none. */
function hasOwnToken({ protocol, unsigned }: Pick<Device, 'protocol' | 'unsigned'>): boolean {
  return protocol !== 'jt808' && !unsigned;
}

function codeOf(input: DeviceInput): string {
  if (input.unsigned && input.protocol !== 'mavlink')
    throw new Refusal('input', 'only MAVLink devices can be unsigned', 'leave out unsigned');
  if (input.unitCode === '*' && input.protocol !== 'batch')
    throw new Refusal('input', 'only batch devices can report for several units', 'name one unit');
  if (input.protocol === 'jt808') {
    if (!/^\d{1,20}$/.test(input.code))
      throw new Refusal('input', `${input.code} is no terminal number`, 'a JT/T 808 terminal number has up to 20 digits');
    return terminalCodeOf(input.code);
  }
  if (input.protocol === 'mavlink' && !(/^\d{1,3}$/.test(input.code) && Number(input.code) >= 1 && Number(input.code) <= 255))
    throw new Refusal('input', `${input.code} is no MAVLink system id`, 'a system id is a number from 1 to 255');
  return input.code;
}
