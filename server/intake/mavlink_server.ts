import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { common, MavLinkPacketParser, MavLinkPacketSplitter, type MavLinkPacket } from 'node-mavlink';
import type { Device } from '@beatline/db/queries/devices';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../app';
import type { DeviceListener } from './sources';
import { hostAndPort, refusalOfPort } from './tcp_and_udp';

const DEGREES_PER_STEP = 1e-7;
/** The autopilot's clock at power-on against ours, by system id: kept for as many aircraft as there are ids. */
type BootClocks = Map<number, { bootAtMs: number; isFromAircraft: boolean }>;
/** Where the gimbal of an aircraft last said it looked. */
interface GimbalAttitude {
  readonly timeBootMs: number;
  readonly pitchDegrees: number;
  /** Clockwise from true north; undefined where only the angle to the aircraft's nose is known. */
  readonly yawDegrees: number | undefined;
  readonly toNoseDegrees: number;
}
/** Gimbals report several times a second; an older report is of another look. Chosen. */
const GIMBAL_MOST_AGE_MS = 3000;

/** A position is stored once a second: autopilots send up to ten, which tells a patrol nothing more. */
const LEAST_STEP_MS = 1000;

/**
 * Listens for MAVLink over UDP: GLOBAL_POSITION_INT of the aircraft whose system id is a device, with SYSTEM_TIME telling when it was switched on, and with
 * GIMBAL_DEVICE_ATTITUDE_STATUS or MOUNT_ORIENTATION telling where its camera looks. Height is that above home, taken for the height above ground. A device with a
 * token must sign its packets with it (as the passphrase of MAVLink 2 signing). MAVLink acknowledges nothing, so nothing is promised: a full intake drops packets
 * and counts them.
 */
export async function listenMavlink(app: App, at: { readonly host: string; readonly port: number }): Promise<DeviceListener> {
  const bootClocks: BootClocks = new Map();
  const gimbals = new Map<number, GimbalAttitude>();
  const lastTakenMs = new Map<number, number>();
  const lastSignedAt = new Map<number, number>();
  const socket = createSocket(at.host.includes(':') ? 'udp6' : 'udp4');

  const splitter = new MavLinkPacketSplitter({}, { onCrcError: () => app.sources.health.refused('mavlink', undefined, 'malformed', 1) });
  const packets = splitter.pipe(new MavLinkPacketParser());
  packets.on('data', (packet: MavLinkPacket) => void take(packet).catch(app.reportBug));

  async function take(packet: MavLinkPacket): Promise<void> {
    const { msgid, sysid } = packet.header;
    if (!TAKEN_MESSAGES.has(msgid)) return;
    const device = await senderOf(packet);
    if (device === undefined) return;
    if (msgid === common.SystemTime.MSG_ID) {
      const time = packet.protocol.data(packet.payload, common.SystemTime);
      // Zero until the autopilot has a satellite fix.
      const unixMs = Number(time.timeUnixUsec) / 1000;
      if (unixMs > 0) bootClocks.set(sysid, { bootAtMs: unixMs - time.timeBootMs, isFromAircraft: true });
      return;
    }
    if (msgid !== common.GlobalPositionInt.MSG_ID) {
      const gimbal = gimbalOf(packet);
      if (gimbal !== undefined) gimbals.set(sysid, gimbal);
      return;
    }
    const position = packet.protocol.data(packet.payload, common.GlobalPositionInt);
    const instantMs = Math.round(bootAtMs(sysid, position.timeBootMs) + position.timeBootMs);
    if (instantMs - (lastTakenMs.get(sysid) ?? -Infinity) < LEAST_STEP_MS && instantMs >= (lastTakenMs.get(sysid) ?? -Infinity)) return;
    lastTakenMs.set(sysid, instantMs);
    const fix = {
      instantMs,
      lng: position.lon * DEGREES_PER_STEP,
      lat: position.lat * DEGREES_PER_STEP,
      heightMeters: position.relativeAlt / 1000,
      ...lookOf(gimbals.get(sysid), position.timeBootMs, position.hdg),
    };
    await app.sources.door.deliver(device, { fixes: [fix], refused: [] }).catch((error: unknown) => {
      // Counted by the door; there is nobody to tell.
      if (!(error instanceof Refusal)) throw error;
    });
  }

  async function senderOf(packet: MavLinkPacket): Promise<Device | undefined> {
    const { sysid } = packet.header;
    const device = await app.sources.devices.find('mavlink', String(sysid));
    const reason =
      device === undefined
        ? 'unknown_device'
        : device.revokedAtMs !== undefined
          ? 'revoked'
          : isSigned(packet, device)
            ? undefined
            : 'wrong_token';
    if (reason !== undefined) app.sources.health.refused('mavlink', device?.code, reason, 1);
    return reason === undefined ? device : undefined;
  }

  /** The digest of a token is the key MAVLink makes of a passphrase (SHA-256). A timestamp before the last one seen is a packet played back. */
  function isSigned({ signature, header }: MavLinkPacket, device: Device): boolean {
    if (device.tokenDigest === undefined) return device.unsigned;
    if (signature === null || !signature.matches(Buffer.from(device.tokenDigest, 'hex'))) return false;
    if (signature.timestamp < (lastSignedAt.get(header.sysid) ?? -Infinity)) return false;
    lastSignedAt.set(header.sysid, signature.timestamp);
    return true;
  }

  /** Without SYSTEM_TIME, the least delayed report tells when the aircraft was switched on. A clock that starts again is another flight. */
  function bootAtMs(sysid: number, timeBootMs: number): number {
    const seenMs = app.nowMs() - timeBootMs;
    const known = bootClocks.get(sysid);
    if (known?.isFromAircraft === true) return known.bootAtMs;
    const isNewFlight = known === undefined || seenMs - known.bootAtMs > NEW_FLIGHT_MS;
    const bootAt = isNewFlight ? seenMs : Math.min(known.bootAtMs, seenMs);
    bootClocks.set(sysid, { bootAtMs: bootAt, isFromAircraft: false });
    return bootAt;
  }

  socket.on('message', (datagram) => splitter.write(datagram));
  socket.bind(at.port, at.host);
  try {
    await once(socket, 'listening');
  } catch (error) {
    throw refusalOfPort(error, hostAndPort(at.host, at.port), 'BEATLINE_MAVLINK_PORT');
  }
  socket.on('error', app.reportBug);
  return {
    protocol: 'mavlink',
    address: `udp://${hostAndPort(at.host, socket.address().port)}`,
    connections: () => 0,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      splitter.end();
      await closed;
    },
  };
}

const TAKEN_MESSAGES: ReadonlySet<number> = new Set([
  common.GlobalPositionInt.MSG_ID,
  common.SystemTime.MSG_ID,
  common.MountOrientation.MSG_ID,
  common.GimbalDeviceAttitudeStatus.MSG_ID,
]);

/** Reads either message of a gimbal; undefined when it says its angles are not valid. */
function gimbalOf({ header, protocol, payload }: MavLinkPacket): GimbalAttitude | undefined {
  if (header.msgid === common.MountOrientation.MSG_ID) {
    const { timeBootMs, pitch, yaw, yawAbsolute } = protocol.data(payload, common.MountOrientation);
    if (!Number.isFinite(pitch)) return undefined;
    return { timeBootMs, pitchDegrees: pitch, yawDegrees: Number.isFinite(yawAbsolute) ? yawAbsolute : undefined, toNoseDegrees: yaw };
  }
  const { timeBootMs, flags, q } = protocol.data(payload, common.GimbalDeviceAttitudeStatus);
  const [w, x, y, z] = q;
  const pitch = Math.asin(Math.max(-1, Math.min(1, 2 * (w * y - z * x)))) / RADIANS;
  if (!Number.isFinite(pitch)) return undefined;
  const yaw = Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) / RADIANS;
  const isOfNorth =
    (flags & common.GimbalDeviceFlags.YAW_IN_EARTH_FRAME) !== 0 ||
    ((flags & common.GimbalDeviceFlags.YAW_LOCK) !== 0 && (flags & common.GimbalDeviceFlags.YAW_IN_VEHICLE_FRAME) === 0);
  return { timeBootMs, pitchDegrees: pitch, yawDegrees: isOfNorth ? yaw : undefined, toNoseDegrees: yaw };
}

const RADIANS = Math.PI / 180;
/** GLOBAL_POSITION_INT: the heading is not known. */
const NO_HEADING = 65_535;

/** Pitch and yaw of the camera at a position; nothing where the gimbal has not said lately. */
function lookOf(
  gimbal: GimbalAttitude | undefined,
  timeBootMs: number,
  headingCentidegrees: number,
): { readonly pitchDegrees?: number; readonly yawDegrees?: number } {
  if (gimbal === undefined || Math.abs(timeBootMs - gimbal.timeBootMs) > GIMBAL_MOST_AGE_MS) return {};
  const { pitchDegrees, toNoseDegrees } = gimbal;
  if (gimbal.yawDegrees !== undefined) return { pitchDegrees, yawDegrees: gimbal.yawDegrees };
  if (headingCentidegrees === NO_HEADING || !Number.isFinite(toNoseDegrees)) return { pitchDegrees };
  return { pitchDegrees, yawDegrees: (headingCentidegrees / 100 + toNoseDegrees) % 360 };
}

/** A radio link delays by seconds at most; a clock off by more began again. Chosen. */
const NEW_FLIGHT_MS = 30_000;
