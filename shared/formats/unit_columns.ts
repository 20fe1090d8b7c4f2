import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import { unitInputSchema, type UnitInput } from '../model/unit';
import type { FieldSpellings } from './column_mapping';
import type { RegisterFormat } from './register_columns';
import type { RejectReason } from './reject_reasons';
import { namedWord } from './named_word';

/** Fields of a unit (COMMANDS, `import units`): headcounts, never names. */
export const UNIT_FIELDS = ['code', 'kind', 'mode', 'base', 'crewSworn', 'crewAuxiliary', 'intervalSeconds'] as const;
export type UnitField = (typeof UNIT_FIELDS)[number];

const SPELLINGS: FieldSpellings<UnitField> = {
  code: ['code', 'unit', 'unitcode', 'callsign', '编号', '单元编号', '呼号'],
  kind: ['kind', 'forcekind', '力量', '力量类型'],
  mode: ['mode', '巡逻方式', '方式'],
  base: ['base', 'station', '驻地', '所属单位', '派出所'],
  crewSworn: ['crewsworn', 'sworn', '民警数'],
  crewAuxiliary: ['crewauxiliary', 'auxiliary', '辅警数'],
  intervalSeconds: ['intervalseconds', 'interval', '定位间隔', '定位间隔秒'],
};

const MODE_NAMES: Readonly<Record<string, PatrolMode>> = {
  车巡: 'vehicle',
  骑巡: 'bike',
  步巡: 'foot',
  空巡: 'drone',
  定点: 'post',
  视频巡: 'video',
};
const KIND_NAMES: Readonly<Record<string, ForceKind>> = {
  民警: 'sworn',
  辅警: 'auxiliary',
  机关支援: 'office_support',
  义警: 'volunteer',
  治保会: 'committee',
  网格员: 'grid_worker',
  企业巡逻队: 'company_patrol',
  保安: 'guard',
};

/** A mode as a person writes it, in code, English or Chinese; undefined when it is none. */
export function patrolModeOf(text: string): PatrolMode | undefined {
  return PATROL_MODES.find((mode) => mode === text.trim().toLowerCase()) ?? namedWord(MODE_NAMES, text.trim());
}

/** Which reason a field at fault is told with. */
const REASONS: Readonly<Record<UnitField, RejectReason>> = {
  code: 'code_unreadable',
  kind: 'force_kind_unreadable',
  mode: 'mode_unreadable',
  base: 'value_unreadable',
  crewSworn: 'number_unreadable',
  crewAuxiliary: 'number_unreadable',
  intervalSeconds: 'number_unreadable',
};

/** Units as tables write them. Blank cells take the defaults of the model. */
export const UNIT_FORMAT: RegisterFormat<UnitField, UnitInput> = {
  fields: UNIT_FIELDS,
  required: ['code', 'mode'],
  noun: 'unit',
  spellings: SPELLINGS,
  reader: () => (cell) => {
    const values: Record<string, string> = {};
    for (const field of UNIT_FIELDS) {
      const text = cell(field);
      if (text !== '') values[field] = text;
    }
    const mode = values['mode'];
    const kind = values['kind'];
    if (mode !== undefined) values['mode'] = patrolModeOf(mode) ?? mode;
    if (kind !== undefined)
      values['kind'] = FORCE_KINDS.find((known) => known === kind.toLowerCase()) ?? namedWord(KIND_NAMES, kind) ?? kind;
    const parsed = unitInputSchema.safeParse(values);
    if (parsed.success) return { valid: true, row: parsed.data };
    const [path] = parsed.error.issues.map((issue) => issue.path[0]);
    const field = UNIT_FIELDS.find((known) => known === path) ?? 'code';
    return { valid: false, field, reason: REASONS[field] };
  },
};
