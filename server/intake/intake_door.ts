import type { Device } from '@beatline/db/queries/devices';
import type { Fix } from '@beatline/shared/coverage/fixes';
import type { ReportedFixes } from '@beatline/shared/formats/fix_batch';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SourceRejectReason } from '@beatline/shared/model/views/source_view';
import type { App } from '../app';
import type { Intake, UnitFixes } from '../ingest/ingest_fixes';
import { admitFix } from './admit_fixes';
import type { SourceHealthBook } from './source_health';

/** What became of the fixes of one message, once the accepted ones are durable. */
export interface Delivery {
  readonly stored: number;
  readonly duplicates: number;
  readonly late: number;
  readonly refused: readonly { readonly index: number; readonly reason: SourceRejectReason }[];
}

/** The one way from a device's message to the ledger: checks, back-pressure, group commit, health. */
export interface IntakeDoor {
  /**
   * Resolves when everything accepted is durable. Throws a Refusal `device_busy` when this device sends more than is written, `intake_busy` when all together do:
   * nothing of the message was taken then.
   */
  deliver(device: Device, reported: ReportedFixes): Promise<Delivery>;
  /** True while a message would be refused as `intake_busy`. */
  isFull(): boolean;
}

/** Fixes held in memory at most: some ten seconds of what PostgreSQL writes, 20 MB. Chosen. */
export const WAITING_MOST_FIXES = 60_000;
/** One device may fill a third of it, so that a broken one does not shut out the others. */
export const DEVICE_WAITING_MOST_FIXES = WAITING_MOST_FIXES / 3;
/** What a refused sender is told to wait. */
export const RETRY_AFTER_SECONDS = 2;

export function createIntakeDoor(
  app: Pick<App, 'nowMs'>,
  intake: Pick<Intake, 'ingest' | 'waitingFixes'>,
  health: Pick<SourceHealthBook, 'heard' | 'clockSeen' | 'delivered' | 'refused'>,
): IntakeDoor {
  const waitingOf = new Map<string, number>();

  return {
    isFull: () => intake.waitingFixes() >= WAITING_MOST_FIXES,
    async deliver(device, reported) {
      health.heard(device.code);
      const count = reported.fixes.length;
      refuseWhenBusy(device, count);

      const { accepted, refused, newestMs } = admit(device, reported);
      for (const { reason } of refused) health.refused(device.protocol, device.code, reason, 1);
      if (accepted.length === 0) return { stored: 0, duplicates: 0, late: 0, refused };
      waitingOf.set(device.code, (waitingOf.get(device.code) ?? 0) + count);
      try {
        const report = await intake.ingest(accepted);
        health.delivered(device.code, { ...report, newestMs });
        return { ...report, refused };
      } finally {
        const left = (waitingOf.get(device.code) ?? 0) - count;
        if (left > 0) waitingOf.set(device.code, left);
        else waitingOf.delete(device.code);
      }
    },
  };

  function refuseWhenBusy(device: Device, count: number): void {
    const waiting = waitingOf.get(device.code) ?? 0;
    // A message larger than a device's share is taken when nothing of the device waits: else it could never come in.
    if (waiting > 0 && waiting + count > DEVICE_WAITING_MOST_FIXES) {
      health.refused(device.protocol, device.code, 'overloaded', count);
      throw new Refusal('device_busy', `${waiting} fixes of device ${device.code} wait to be written`, 'send again later');
    }
    if (intake.waitingFixes() >= WAITING_MOST_FIXES) {
      health.refused(device.protocol, device.code, 'overloaded', count);
      throw new Refusal('intake_busy', `${intake.waitingFixes()} fixes wait to be written`, 'send again later');
    }
  }

  function admit(
    device: Device,
    reported: ReportedFixes,
  ): { accepted: UnitFixes[]; refused: { index: number; reason: SourceRejectReason }[]; newestMs: number | undefined } {
    const nowMs = app.nowMs();
    const refused = [...reported.refused];
    const byUnit = new Map<string, Fix[]>();
    const unreadable = new Set(refused.map(({ index }) => index));
    let index = -1;
    let clockMs = -Infinity;
    let newestMs: number | undefined;
    for (const fix of reported.fixes) {
      // Places in the message: those that could not be read are not among the fixes.
      do index += 1;
      while (unreadable.has(index));
      clockMs = Math.max(clockMs, fix.instantMs);
      const unitCode = device.unitCode === '*' ? fix.unitCode : device.unitCode;
      const admitted = unitCode === undefined ? 'malformed' : admitFix(device, fix, nowMs);
      if (typeof admitted === 'string' || unitCode === undefined) {
        refused.push({ index, reason: typeof admitted === 'string' ? admitted : 'malformed' });
        continue;
      }
      // Stored, but it credits nothing: nobody can tell what its camera sees.
      if (device.mode === 'drone' && admitted.heightMeters === undefined) health.refused(device.protocol, device.code, 'no_height', 1);
      newestMs = Math.max(newestMs ?? -Infinity, admitted.instantMs);
      const fixes = byUnit.get(unitCode);
      if (fixes === undefined) byUnit.set(unitCode, [admitted]);
      else fixes.push(admitted);
    }
    if (Number.isFinite(clockMs)) health.clockSeen(device.code, clockMs);
    refused.sort((a, b) => a.index - b.index);
    return { accepted: [...byUnit].map(([unitCode, fixes]) => ({ unitCode, mode: device.mode, fixes })), refused, newestMs };
  }
}
