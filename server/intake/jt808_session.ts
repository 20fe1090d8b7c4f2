import { setTimeout as wait } from 'node:timers/promises';
import type { Device } from '@beatline/db/queries/devices';
import type { ReportedFix, ReportedFixes } from '@beatline/shared/formats/fix_batch';
import {
  decodeJt808Authentication,
  decodeJt808Batch,
  decodeJt808Location,
  JT808,
  JT808_REGISTER_RESULT,
  JT808_RESULT,
  jt808Acknowledgement,
  jt808RegisterAnswer,
  type Jt808Location,
} from '@beatline/shared/formats/jt808';
import { createJt808Splitter, decodeJt808Frame, encodeJt808Frame, type Jt808Frame } from '@beatline/shared/formats/jt808_frame';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SourceRejectReason } from '@beatline/shared/model/views/source_view';
import type { App } from '../app';
import { refusalOfToken, terminalCodeOf } from './device_registry';
import type { Delivery } from './intake_door';

/** One connection of a terminal. */
export interface Jt808Session {
  /** Works off every message these bytes complete, one after another; false when the connection is to be closed. */
  take(bytes: Uint8Array): Promise<boolean>;
  /** True once the terminal has shown its code. */
  isKnown(): boolean;
}

/** Damaged frames in a row after which whatever talks here is no terminal. */
const FAULTS_MOST = 20;
/** The most a message in several frames may hold: a batch of some two thousand positions. */
const PARTS_MOST = 64;
/** Messages in several frames that may be under way at once. */
const PARTED_MOST = 4;
const BUSY_WAIT_MS = 200;
/** After this long without room the terminal is told to send again. */
const BUSY_MOST_MS = 20_000;

interface PartedMessage {
  readonly total: number;
  readonly bodies: Map<number, Jt808Frame>;
}

export function createJt808Session(app: Pick<App, 'sources'>, send: (bytes: Uint8Array) => void): Jt808Session {
  const { devices, door, health } = app.sources;
  const splitter = createJt808Splitter();
  const parted = new Map<string, PartedMessage>();
  let device: Device | undefined;
  let serial = 0;
  let faults = 0;

  function answer(frame: Jt808Frame, messageId: number, body: Uint8Array): void {
    const { edition, terminal } = frame;
    send(encodeJt808Frame({ messageId, edition, terminal, serial, part: undefined, body }));
    serial = (serial + 1) & 0xffff;
  }
  const acknowledge = (frame: Jt808Frame, result: number): void =>
    answer(frame, JT808.acknowledgement, jt808Acknowledgement(frame, result));

  async function takeFrame(escaped: Uint8Array): Promise<boolean> {
    const decoded = decodeJt808Frame(escaped);
    if (!decoded.ok) {
      // Nobody can be answered: the terminal sends again what is not acknowledged.
      health.refused('jt808', device?.code, 'malformed', 1);
      faults += 1;
      return faults < FAULTS_MOST;
    }
    faults = 0;
    const { frame } = decoded;
    if (device !== undefined && terminalCodeOf(frame.terminal) !== device.code) {
      health.refused('jt808', device.code, 'wrong_token', 1);
      acknowledge(frame, JT808_RESULT.failed);
      return false;
    }
    const frames = frame.part === undefined ? [frame] : joined(frame);
    if (frames !== undefined) await takeMessage(frame, frames);
    return true;
  }

  /** All frames of a message once the last has come, in order. */
  function joined(frame: Jt808Frame): Jt808Frame[] | undefined {
    const { part } = frame;
    if (part === undefined || part.total > PARTS_MOST) {
      acknowledge(frame, JT808_RESULT.unsupported);
      return undefined;
    }
    // Frames of a message have serials in a row: the first one's names it.
    const key = `${frame.messageId} ${(frame.serial - part.number + 1) & 0xffff}`;
    let message = parted.get(key);
    if (message === undefined || message.total !== part.total) {
      message = { total: part.total, bodies: new Map() };
      parted.set(key, message);
      for (const oldest of parted.keys()) {
        if (parted.size <= PARTED_MOST) break;
        parted.delete(oldest);
      }
    }
    message.bodies.set(part.number, frame);
    if (message.bodies.size < message.total) return undefined;
    parted.delete(key);
    return [...message.bodies].sort(([a], [b]) => a - b).map(([, each]) => each);
  }

  /** `frames` are those of one message; all are acknowledged together, when everything in them is durable. */
  async function takeMessage(frame: Jt808Frame, frames: readonly Jt808Frame[]): Promise<void> {
    const body = frames.length === 1 ? frames[0].body : Uint8Array.from(frames.flatMap((each) => [...each.body]));
    const acknowledgeAll = (result: number): void => {
      for (const each of frames) acknowledge(each, result);
    };
    switch (frame.messageId) {
      case JT808.register:
        return register(frame);
      case JT808.authenticate:
        return authenticate(frame);
      case JT808.heartbeat:
      case JT808.logout:
        if (device === undefined) return refuseStranger(frame, frames);
        health.heard(device.code);
        return acknowledgeAll(JT808_RESULT.done);
      case JT808.location:
      case JT808.batch: {
        if (device === undefined) return refuseStranger(frame, frames);
        const reports = frame.messageId === JT808.batch ? decodeJt808Batch(body) : [decodeJt808Location(body)];
        return acknowledgeAll(await takeReports(device, reports));
      }
      default:
        return acknowledgeAll(device === undefined ? JT808_RESULT.failed : JT808_RESULT.unsupported);
    }
  }

  function refuseStranger(frame: Jt808Frame, frames: readonly Jt808Frame[]): void {
    health.refused('jt808', undefined, 'not_registered', 1);
    for (const each of frames) acknowledge(each.messageId === frame.messageId ? each : frame, JT808_RESULT.failed);
  }

  async function register(frame: Jt808Frame): Promise<void> {
    const known = await devices.find('jt808', terminalCodeOf(frame.terminal));
    const refusal: SourceRejectReason | undefined =
      known === undefined ? 'unknown_device' : known.revokedAtMs !== undefined ? 'revoked' : undefined;
    if (known === undefined || refusal !== undefined) {
      health.refused('jt808', known?.code, refusal ?? 'unknown_device', 1);
      return answer(frame, JT808.registerAnswer, jt808RegisterAnswer(frame.serial, JT808_REGISTER_RESULT.noTerminal, undefined));
    }
    health.heard(known.code);
    const token = await devices.register(known);
    const result = token === undefined ? JT808_REGISTER_RESULT.terminalKnown : JT808_REGISTER_RESULT.done;
    if (token === undefined) health.refused('jt808', known.code, 'wrong_token', 1);
    answer(frame, JT808.registerAnswer, jt808RegisterAnswer(frame.serial, result, token));
  }

  async function authenticate(frame: Jt808Frame): Promise<void> {
    const known = await devices.find('jt808', terminalCodeOf(frame.terminal));
    const token = decodeJt808Authentication(frame)?.token;
    const refusal = refusalOfToken(known, token);
    if (known === undefined || refusal !== undefined) {
      health.refused('jt808', known?.code, refusal ?? 'unknown_device', 1);
      return acknowledge(frame, JT808_RESULT.failed);
    }
    device = known;
    health.heard(known.code);
    acknowledge(frame, JT808_RESULT.done);
  }

  /** Waits for room rather than refuse: the connection is not read meanwhile. */
  async function takeReports(sender: Device, reports: readonly (Jt808Location | undefined)[] | undefined): Promise<number> {
    // Revoked since it connected, or given another clock: what holds is what the list says now.
    const current = await devices.find('jt808', sender.code);
    if (current === undefined || current.revokedAtMs !== undefined || current.tokenDigest !== sender.tokenDigest) {
      health.refused('jt808', sender.code, 'revoked', reports?.length ?? 1);
      return JT808_RESULT.failed;
    }
    if (reports === undefined) {
      health.refused('jt808', sender.code, 'malformed', 1);
      return JT808_RESULT.wrong;
    }
    const reported = reportedOf(reports);
    for (let waitedMs = 0; door.isFull() && waitedMs < BUSY_MOST_MS; waitedMs += BUSY_WAIT_MS) await wait(BUSY_WAIT_MS);
    try {
      return resultOf(await door.deliver(current, reported), reported);
    } catch (error) {
      if (error instanceof Refusal) return JT808_RESULT.failed;
      throw error;
    }
  }

  return {
    isKnown: () => device !== undefined,
    async take(bytes) {
      for (const escaped of splitter.push(bytes)) if (!(await takeFrame(escaped))) return false;
      return true;
    },
  };
}

function reportedOf(reports: readonly (Jt808Location | undefined)[]): ReportedFixes {
  const fixes: ReportedFix[] = [];
  const refused: { index: number; reason: SourceRejectReason }[] = [];
  reports.forEach((report, index) => {
    if (report === undefined) refused.push({ index, reason: 'malformed' });
    else if (report.position === undefined) refused.push({ index, reason: 'no_position' });
    else if (report.instantMs === undefined) refused.push({ index, reason: 'no_time' });
    else fixes.push({ instantMs: report.instantMs, lng: report.position[0], lat: report.position[1] });
  });
  return { fixes, refused };
}

/**
 * Done also when the terminal itself said that it has no position: there is nothing to keep, and it would send the same for ever. Anything else that was refused makes the message
 * a wrong one, unless some of it was stored: then the rest is counted and the terminal goes on.
 */
function resultOf(delivery: Delivery, reported: ReportedFixes): number {
  const taken = delivery.stored + delivery.duplicates > 0;
  const onlyWithoutPosition = reported.fixes.length === 0 && delivery.refused.every(({ reason }) => reason === 'no_position');
  return taken || onlyWithoutPosition ? JT808_RESULT.done : JT808_RESULT.wrong;
}
