import { common, MavLinkPacketSignature, MavLinkProtocolV2, type MavLinkData } from 'node-mavlink';

type Message =
  | {
      readonly kind: 'position';
      readonly sinceBootMs: number;
      readonly lng: number;
      readonly lat: number;
      readonly headingDegrees?: number;
    }
  | { readonly kind: 'mount'; readonly sinceBootMs: number; readonly pitchDegrees: number; readonly toNoseDegrees: number }
  | { readonly kind: 'gimbal'; readonly sinceBootMs: number; readonly pitchDegrees: number; readonly northDegrees: number }
  | { readonly kind: 'time'; readonly sinceBootMs: number; readonly unixMs: number };

/** A MAVLink 2 packet as an autopilot sends it, signed with a passphrase if there is one. */
export function mavlinkPacket(from: { readonly systemId: number; readonly passphrase: string | undefined }, message: Message): Uint8Array {
  const flags = from.passphrase === undefined ? 0 : MavLinkProtocolV2.IFLAG_SIGNED;
  const protocol = new MavLinkProtocolV2(from.systemId, 1, flags);
  const packet = protocol.serialize(messageOf(message), 1);
  return from.passphrase === undefined ? packet : protocol.sign(packet, 1, MavLinkPacketSignature.key(from.passphrase));
}

function messageOf(message: Message): MavLinkData {
  switch (message.kind) {
    case 'position':
      return positionOf(message);
    case 'time':
      return timeOf(message);
    case 'mount':
      return mountOf(message);
    case 'gimbal':
      return gimbalOf(message);
  }
}

/** As older gimbals report: yaw to the aircraft's nose, the absolute one unknown. */
function mountOf(message: Extract<Message, { kind: 'mount' }>): common.MountOrientation {
  const mount = new common.MountOrientation();
  mount.timeBootMs = message.sinceBootMs;
  mount.roll = 0;
  mount.pitch = message.pitchDegrees;
  mount.yaw = message.toNoseDegrees;
  mount.yawAbsolute = Number.NaN;
  return mount;
}

/** Yaw about the vertical, then pitch, as a quaternion of the earth frame. */
function gimbalOf(message: Extract<Message, { kind: 'gimbal' }>): common.GimbalDeviceAttitudeStatus {
  const gimbal = new common.GimbalDeviceAttitudeStatus();
  gimbal.timeBootMs = message.sinceBootMs;
  gimbal.flags = common.GimbalDeviceFlags.YAW_IN_EARTH_FRAME;
  const [pitch, yaw] = [(message.pitchDegrees * Math.PI) / 360, (message.northDegrees * Math.PI) / 360];
  gimbal.q = [
    Math.cos(pitch) * Math.cos(yaw),
    -Math.sin(pitch) * Math.sin(yaw),
    Math.sin(pitch) * Math.cos(yaw),
    Math.cos(pitch) * Math.sin(yaw),
  ];
  return gimbal;
}

function positionOf(message: Extract<Message, { kind: 'position' }>): common.GlobalPositionInt {
  const position = new common.GlobalPositionInt();
  position.timeBootMs = message.sinceBootMs;
  position.lat = Math.round(message.lat * 1e7);
  position.lon = Math.round(message.lng * 1e7);
  position.alt = 150_000;
  position.relativeAlt = 100_000;
  position.hdg = message.headingDegrees === undefined ? 65_535 : Math.round(message.headingDegrees * 100);
  return position;
}

function timeOf(message: Extract<Message, { kind: 'time' }>): common.SystemTime {
  const time = new common.SystemTime();
  time.timeBootMs = message.sinceBootMs;
  time.timeUnixUsec = BigInt(Math.round(message.unixMs * 1000));
  return time;
}
