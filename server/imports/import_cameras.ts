import { upsertCameras, type CameraWithOutages } from '@beatline/db/queries/cameras';
import { requireDeployment } from '@beatline/db/queries/deployment';
import { roundSpans } from '@beatline/db/queries/round_logs';
import { dateSpellingsOf, instantOfText } from '@beatline/shared/formats/date_text';
import type { RejectReason } from '@beatline/shared/formats/reject_reasons';
import { isInsideBuilding } from '@beatline/shared/geo/building_edges';
import { createProjection } from '@beatline/shared/geo/projection';
import { cameraInputSchema, DEFAULT_CAMERA, type CameraInput } from '@beatline/shared/model/camera';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { ImportSettings } from '@beatline/shared/model/views/import_view';
import { readBuildingEdges } from '../ground/building_walls';
import { creditRounds } from '../services/cameras/credit_rounds';
import { importFeatures, type FeatureFault, type FeatureKind, type FeaturesAnswer } from './import_features';
import type { ImportContext } from './import_context';
import type { Importer } from './importer';
import { clockOf } from './incident_source';
import type { ImportFile } from './input_file';
import { inspectFeatures } from './inspect_features';
import { trackGroundOf } from './track_ground';

type CameraField = 'code' | 'name' | 'bearing' | 'hfov' | 'range' | 'height' | 'outageFrom' | 'outageTo';
type NumberField = 'bearing' | 'hfov' | 'range' | 'height';

interface CameraRow {
  readonly camera: CameraInput;
  readonly outageFrom: string;
  readonly outageTo: string;
}

const CAMERA_KIND: FeatureKind<CameraField, CameraRow> = {
  kind: 'cameras',
  noun: 'camera',
  fields: ['code', 'name', 'bearing', 'hfov', 'range', 'height', 'outageFrom', 'outageTo'],
  required: ['code'],
  spellings: {
    code: ['code', 'cameracode', '摄像机编号', '摄像头编号', '设备编码', '国标编码', '点位编号', '编号', '编码', 'id'],
    name: ['name', '名称', '摄像机名称', '点位名称', '设备名称', 'title'],
    bearing: ['bearing', 'bearingdegrees', 'azimuth', 'heading', '朝向', '方位角', '监视方位'],
    hfov: ['hfov', 'hfovdegrees', 'fov', '水平视场角', '视场角'],
    range: ['range', 'rangemeters', '可视距离', '监控距离', '有效距离'],
    height: ['height', 'heightmeters', '高度', '安装高度', '架设高度', '杆高'],
    outageFrom: ['outagefrom', '故障开始', '离线开始', '故障时间', '离线时间'],
    outageTo: ['outageto', '故障结束', '离线结束', '恢复时间'],
  },
  standsByStreets: true,
  read(cell, ground) {
    const code = cell('code');
    if (code === '' || code.length > 80) return { valid: false, field: 'code', reason: code === '' ? 'no_code' : 'code_unreadable' };
    const location = ground?.points[0];
    if (location === undefined) return { valid: false, field: 'geometry', reason: 'no_geometry' };
    const numbers: Partial<Record<NumberField, number>> = {};
    for (const field of ['bearing', 'hfov', 'range', 'height'] as const) {
      const text = cell(field);
      if (text === '') continue;
      const value = Number(text);
      if (!Number.isFinite(value)) return { valid: false, field, reason: 'number_unreadable' };
      numbers[field] = value;
    }
    const hfovDegrees = numbers.hfov ?? DEFAULT_CAMERA.hfovDegrees;
    // what looks all round looks nowhere in particular
    if (numbers.bearing === undefined && hfovDegrees < 360) return { valid: false, field: 'bearing', reason: 'no_bearing' };
    const parsed = cameraInputSchema.safeParse({
      code,
      name: cell('name') === '' ? code : cell('name').slice(0, 200),
      bearingDegrees: (((numbers.bearing ?? 0) % 360) + 360) % 360,
      hfovDegrees,
      rangeMeters: numbers.range ?? DEFAULT_CAMERA.rangeMeters,
      heightMeters: numbers.height ?? DEFAULT_CAMERA.heightMeters,
    });
    if (!parsed.success)
      return { valid: false, field: FIELD_OF[String(parsed.error.issues[0]?.path[0])] ?? 'code', reason: 'out_of_range' };
    return { valid: true, row: { camera: { ...parsed.data, location }, outageFrom: cell('outageFrom'), outageTo: cell('outageTo') } };
  },
  async store(scoped, rows, _context, batch) {
    const deployment = await requireDeployment(scoped);
    const projection = createProjection(deployment.proj4);
    const buildings = await readBuildingEdges(scoped, projection);
    const clock = clockOf(deployment.timeZone);
    const faults: { rowNumber: number; field: CameraField | 'geometry'; reason: RejectReason }[] = [];
    const cameras = new Map<string, CameraWithOutages>();
    for (const { rowNumber, row } of rows) {
      const outage = outageOf(row, clock);
      const { x, y } = projection.toMeters(row.camera.location);
      if (isInsideBuilding(buildings, x, y)) faults.push({ rowNumber, field: 'geometry', reason: 'camera_inside_building' });
      else if ('reason' in outage) faults.push({ rowNumber, field: outage.field, reason: outage.reason });
      else cameras.set(row.camera.code, { ...row.camera, outages: [...(cameras.get(row.camera.code)?.outages ?? []), ...outage.outages] });
    }
    if (cameras.size > 0) {
      await upsertCameras(scoped, [...cameras.values()], batch);
      // what they show has changed, and with it the rounds that were made with them
      const spans = await roundSpans(scoped, { cameraCodes: [...cameras.keys()] });
      if (spans.length > 0) await creditRounds(scoped, spans, await trackGroundOf(scoped, deployment));
    }
    return { faults, extra: {} };
  },
};

const FIELD_OF: Readonly<Record<string, CameraField>> = {
  bearingDegrees: 'bearing',
  hfovDegrees: 'hfov',
  rangeMeters: 'range',
  heightMeters: 'height',
};

/** The outage a row tells, one at most: several rows of one camera tell several. */
function outageOf(
  { outageFrom, outageTo }: CameraRow,
  clock: SlotClock,
): { readonly outages: CameraWithOutages['outages'] } | (Omit<FeatureFault<CameraField>, 'valid'> & { readonly field: CameraField }) {
  if (outageFrom === '') return outageTo === '' ? { outages: [] } : { field: 'outageFrom', reason: 'time_unreadable' };
  const instantOf = (text: string): number => {
    const [spelling, ...others] = dateSpellingsOf([text]);
    return spelling === undefined || others.length > 0 ? Number.NaN : instantOfText(text, spelling, clock);
  };
  const fromMs = instantOf(outageFrom);
  if (Number.isNaN(fromMs)) return { field: 'outageFrom', reason: 'time_unreadable' };
  if (outageTo === '') return { outages: [{ fromMs, toMs: undefined }] };
  const toMs = instantOf(outageTo);
  if (Number.isNaN(toMs)) return { field: 'outageTo', reason: 'time_unreadable' };
  return toMs > fromMs ? { outages: [{ fromMs, toMs }] } : { field: 'outageTo', reason: 'ends_before_start' };
}

/** Adds or replaces fixed cameras by code, and adds their outages. One inside a building is left out: it would see nothing but its own walls. */
export function importCameras(context: ImportContext, file: ImportFile, settings: ImportSettings = {}): Promise<FeaturesAnswer> {
  return importFeatures(context, file, settings, CAMERA_KIND);
}

export const CAMERA_IMPORTER: Importer = {
  kind: 'cameras',
  inspect: (context, file, settings) => inspectFeatures(context, file, settings, CAMERA_KIND),
  load: importCameras,
};
