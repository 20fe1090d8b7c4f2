import type { SlotClock } from '../model/slot_clock';
import type { InstantRange } from '../model/time_window';
import type { RegisterFormat } from './register_columns';
import { spanReader } from './register_spans';

/** Fields of a round log (轮巡记录): which camera was watched from when to when, and at which desk. Who watched is not read. */
export const ROUND_LOG_FIELDS = ['camera', 'date', 'from', 'to', 'unit'] as const;
export type RoundLogField = (typeof ROUND_LOG_FIELDS)[number];

export interface RoundLogRow extends InstantRange {
  readonly cameraCode: string;
  /** The desk; undefined where the log names none. */
  readonly unitCode: string | undefined;
}

/** No round lasts longer; more is a desk that was never signed off. */
const LONGEST_ROUND_MS = 86_400_000;

export function roundLogFormat(clock: SlotClock): RegisterFormat<RoundLogField, RoundLogRow> {
  return {
    fields: ROUND_LOG_FIELDS,
    required: ['camera', 'from', 'to'],
    noun: 'round',
    spellings: {
      camera: ['camera', 'cameracode', 'cameraid', '摄像机编号', '摄像机', '摄像头编号', '设备编码', '国标编码', '点位编号', '编号'],
      date: ['date', 'day', '日期'],
      from: ['from', 'start', 'startsat', 'starttime', '开始时间', '起'],
      to: ['to', 'end', 'endsat', 'endtime', '结束时间', '止'],
      unit: ['unit', 'unitcode', 'desk', '席位', '坐席', '席位编号', '巡逻单元'],
    },
    reader(table, mapping) {
      const readSpan = spanReader(table, { date: mapping.date, from: mapping.from, to: mapping.to }, clock);
      return (cell) => {
        const cameraCode = cell('camera');
        if (cameraCode === '') return { valid: false, field: 'camera', reason: 'no_code' };
        const span = readSpan(cell);
        if ('fault' in span) return { valid: false, field: span.fault, reason: span.reason };
        if (span.toMs - span.fromMs > LONGEST_ROUND_MS) return { valid: false, field: 'to', reason: 'too_long' };
        const unitCode = cell('unit');
        if (unitCode.length > 40) return { valid: false, field: 'unit', reason: 'code_unreadable' };
        return { valid: true, row: { cameraCode, unitCode: unitCode === '' ? undefined : unitCode, ...span } };
      };
    },
  };
}
