import { common, MavLinkPacketSignature, MavLinkProtocolV2 } from 'node-mavlink';

type Message =
  | { readonly kind: 'position'; readonly sinceBootMs: number; readonly lng: number; readonly lat: number }
  | { readonly kind: 'time'; readonly sinceBootMs: number; readonly unixMs: number };

/** A MAVLink 2 packet as an autopilot sends it, signed with a passphrase if there is one. */
export function mavlinkPacket(from: { readonly systemId: number; readonly passphrase: string | undefined }, message: Message): Uint8Array {
  const flags = from.passphrase === undefined ? 0 : MavLinkProtocolV2.IFLAG_SIGNED;
  const protocol = new MavLinkProtocolV2(from.systemId, 1, flags);
  const packet = protocol.serialize(message.kind === 'position' ? positionOf(message) : timeOf(message), 1);
  return from.passphrase === undefined ? packet : protocol.sign(packet, 1, MavLinkPacketSignature.key(from.passphrase));
}

function positionOf(message: Extract<Message, { kind: 'position' }>): common.GlobalPositionInt {
  const position = new common.GlobalPositionInt();
  position.timeBootMs = message.sinceBootMs;
  position.lat = Math.round(message.lat * 1e7);
  position.lon = Math.round(message.lng * 1e7);
  position.alt = 150_000;
  position.relativeAlt = 100_000;
  return position;
}

function timeOf(message: Extract<Message, { kind: 'time' }>): common.SystemTime {
  const time = new common.SystemTime();
  time.timeBootMs = message.sinceBootMs;
  time.timeUnixUsec = BigInt(Math.round(message.unixMs * 1000));
  return time;
}
