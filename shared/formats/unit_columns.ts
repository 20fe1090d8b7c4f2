import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import { unitInputSchema, type UnitInput } from '../model/unit';
import type { FieldSpellings } from './column_mapping';
import type { RegisterFormat } from './register_columns';
import type { RejectReason } from './reject_reasons';
import { namedWord } from './named_word';

/** Fields of a unit (COMMANDS, `import units`): headcounts, never names. */
export const UNIT_FIELDS = [
  'code',
  'kind',
  'mode',
  'base',
  'crewSworn',
  'crewAuxiliary',
  'intervalSeconds',
  'cameraHfovDegrees',
  'cameraVfovDegrees',
  'cameraWidthPixels',
  'cameraLeastPixelsPerMeter',
  'cameraPitchDegrees',
  'onSite',
] as const;
export type UnitField = (typeof UNIT_FIELDS)[number];

const SPELLINGS: FieldSpellings<UnitField> = {
  code: ['code', 'unit', 'unitcode', 'callsign', '编号', '单元编号', '呼号'],
  kind: ['kind', 'forcekind', '力量', '力量类型'],
  mode: ['mode', '巡逻方式', '方式'],
  base: ['base', 'station', '驻地', '所属单位', '派出所'],
  crewSworn: ['crewsworn', 'sworn', '民警数'],
  crewAuxiliary: ['crewauxiliary', 'auxiliary', '辅警数'],
  intervalSeconds: ['intervalseconds', 'interval', '定位间隔', '定位间隔秒'],
  cameraHfovDegrees: ['camerahfovdegrees', 'camerahfov', 'hfov', '相机水平视场角', '水平视场角'],
  cameraVfovDegrees: ['cameravfovdegrees', 'cameravfov', 'vfov', '相机垂直视场角', '垂直视场角'],
  cameraWidthPixels: ['camerawidthpixels', 'imagewidth', '相机像素宽', '图像宽度'],
  cameraLeastPixelsPerMeter: ['cameraleastpixelspermeter', '最低像素密度'],
  cameraPitchDegrees: ['camerapitchdegrees', 'camerapitch', '相机俯仰角', '相机固定俯仰角'],
  onSite: ['onsite', '最小作战单元', '最小应急单元'],
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

const YES: readonly string[] = ['true', 'yes', '1', '是', '√'];
const NO: readonly string[] = ['false', 'no', '0', '否'];

/** Which reason a field at fault is told with. */
const REASONS: Readonly<Record<UnitField, RejectReason>> = {
  code: 'code_unreadable',
  kind: 'force_kind_unreadable',
  mode: 'mode_unreadable',
  base: 'value_unreadable',
  crewSworn: 'number_unreadable',
  crewAuxiliary: 'number_unreadable',
  intervalSeconds: 'number_unreadable',
  cameraHfovDegrees: 'number_unreadable',
  cameraVfovDegrees: 'number_unreadable',
  cameraWidthPixels: 'number_unreadable',
  cameraLeastPixelsPerMeter: 'number_unreadable',
  cameraPitchDegrees: 'number_unreadable',
  onSite: 'value_unreadable',
};

/** Units as tables write them. Blank cells take the defaults of the model. */
export const UNIT_FORMAT: RegisterFormat<UnitField, UnitInput> = {
  fields: UNIT_FIELDS,
  required: ['code', 'mode'],
  noun: 'unit',
  spellings: SPELLINGS,
  reader: () => (cell) => {
    const values: Record<string, string | boolean> = {};
    for (const field of UNIT_FIELDS) {
      const text = cell(field);
      if (text !== '') values[field] = text;
    }
    const mode = cell('mode');
    const kind = cell('kind');
    const onSite = cell('onSite').toLowerCase();
    if (YES.includes(onSite)) values['onSite'] = true;
    else if (NO.includes(onSite)) values['onSite'] = false;
    if (mode !== '') values['mode'] = patrolModeOf(mode) ?? mode;
    if (kind !== '') values['kind'] = FORCE_KINDS.find((known) => known === kind.toLowerCase()) ?? namedWord(KIND_NAMES, kind) ?? kind;
    const parsed = unitInputSchema.safeParse(values);
    if (parsed.success) return { valid: true, row: parsed.data };
    const [path] = parsed.error.issues.map((issue) => issue.path[0]);
    const field = UNIT_FIELDS.find((known) => known === path) ?? 'code';
    return { valid: false, field, reason: REASONS[field] };
  },
};
