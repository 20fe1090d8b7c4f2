import { listCameras } from '@beatline/db/queries/cameras';
import { roundSpans, upsertRounds, type RoundLog } from '@beatline/db/queries/round_logs';
import { ensureUnits } from '@beatline/db/queries/units';
import { roundLogFormat, type RoundLogField, type RoundLogRow } from '@beatline/shared/formats/round_log_columns';
import { DEFAULT_VIDEO_DESK } from '@beatline/shared/model/camera';
import { creditRounds } from '../services/cameras/credit_rounds';
import type { ImportContext } from './import_context';
import { importRegister, type Register, type RegisterAnswer, type RegisterOptions, type StoreFault } from './import_register';
import { clockOf } from './incident_source';
import type { ImportFile } from './input_file';
import { trackGroundOf } from './track_ground';

/** Rounds by video: what a camera showed while somebody watched it is presence of mode video, and nothing else of it is. */
export const ROUND_LOG_REGISTER: Register<RoundLogField, RoundLogRow> = {
  kind: 'round_logs',
  format: (timeZone) => roundLogFormat(clockOf(timeZone)),
  async store(scoped, rows, context, deployment, batch) {
    const cameras = new Map((await listCameras(scoped)).map((camera) => [camera.code, camera.id]));
    const units = await ensureUnits(
      scoped,
      rows.filter(({ row }) => cameras.has(row.cameraCode)).map(({ row }) => row.unitCode ?? DEFAULT_VIDEO_DESK),
      'video',
    );
    const faults: StoreFault<RoundLogField>[] = [];
    const rounds: RoundLog[] = [];
    for (const { rowNumber, row } of rows) {
      const cameraId = cameras.get(row.cameraCode);
      const unit = units.get(row.unitCode ?? DEFAULT_VIDEO_DESK);
      if (cameraId === undefined) faults.push({ rowNumber, field: 'camera', reason: 'camera_unknown' });
      else if (unit?.mode !== 'video') faults.push({ rowNumber, field: 'unit', reason: 'unit_not_video' });
      else if (row.toMs > context.nowMs() + AHEAD_MS) faults.push({ rowNumber, field: 'to', reason: 'time_in_future' });
      else rounds.push({ cameraId, unitId: unit.id, fromMs: row.fromMs, toMs: row.toMs });
    }
    if (rounds.length > 0) {
      await upsertRounds(scoped, rounds, batch);
      context.onProgress?.({ stage: 'crediting', rows: rounds.length, fractionDone: undefined });
      await creditRounds(scoped, await roundSpans(scoped, { batchId: batch }), await trackGroundOf(scoped, deployment));
    }
    return { faults, extra: {} };
  },
};

/** A clock may run ahead by a little; a round of tomorrow is a wrong clock. */
const AHEAD_MS = 120_000;

/** Loads round logs: a table with the camera's code, from, to and the desk. */
export function importRoundLogs(context: ImportContext, file: ImportFile, options: RegisterOptions = {}): Promise<RegisterAnswer> {
  return importRegister(context, file, options, ROUND_LOG_REGISTER);
}
