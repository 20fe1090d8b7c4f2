import { upsertJurisdictions, type JurisdictionReport } from '@beatline/db/queries/jurisdictions';
import { JURISDICTION_LEVELS, type JurisdictionLevel } from '@beatline/shared/model/jurisdiction';
import type { AreaGeometry } from '@beatline/db/queries/area_geometry';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportSettings } from '@beatline/shared/model/views/import_view';
import { importFeatures, type FeatureKind, type FeaturesAnswer } from './import_features';
import { renewSquares, type ImportContext } from './import_context';
import type { Importer } from './importer';
import type { ImportFile } from './input_file';
import { inspectFeatures, settingMissing } from './inspect_features';

/** What came of it: areas, and how well they fit together. `loaded` counts areas after features of one code were merged. */
export type JurisdictionsAnswer = FeaturesAnswer & Omit<JurisdictionReport, 'rejected'>;

export interface ImportJurisdictionsOptions extends Pick<ImportSettings, 'crs' | 'encoding'> {
  readonly level: JurisdictionLevel;
  /** Property that holds the code; properties match exactly, then without case. */
  readonly code: string;
  readonly name: string;
  /** Property that holds the parent's code; without it the parent is the area with the largest overlap. */
  readonly parent?: string | undefined;
}

type Field = 'code' | 'name' | 'parent';

interface JurisdictionRow {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | undefined;
  readonly geometry: AreaGeometry;
}

/** Lists of the report are cut, its sums are not: a page cannot show more. */
const LISTED = 500;

function jurisdictionKind(level: JurisdictionLevel): FeatureKind<Field, JurisdictionRow, Omit<JurisdictionReport, 'rejected'>> {
  return {
    kind: 'jurisdictions',
    noun: 'jurisdiction',
    fields: ['code', 'name', 'parent'],
    required: ['code'],
    spellings: {
      code: [
        'code',
        '编号',
        '编码',
        '代码',
        '辖区编号',
        '辖区代码',
        '单位代码',
        '机构代码',
        '警格编号',
        '警格代码',
        '网格编号',
        '网格代码',
        '网格编码',
        'mapid',
        'district',
        'id',
      ],
      name: ['name', '名称', '辖区名称', '单位名称', '机构名称', '警格名称', '网格名称', 'title'],
      parent: ['parent', 'parentcode', '上级', '上级编号', '上级编码', '上级代码', '所属派出所', '所属派出所代码', '所属分局', 'precinct'],
    },
    standsByStreets: false,
    read(cell, ground) {
      const code = cell('code');
      if (code === '') return { valid: false, field: 'code', reason: 'no_code' };
      const polygons = ground?.polygons ?? [];
      if (polygons.length === 0) return { valid: false, field: 'geometry', reason: 'no_area' };
      const parent = cell('parent');
      const geometry: AreaGeometry = { type: 'MultiPolygon', coordinates: polygons };
      return { valid: true, row: { code, name: cell('name'), parentCode: parent === '' ? undefined : parent, geometry } };
    },
    async store(scoped, rows, context) {
      const { rejected, ...report } = await upsertJurisdictions(
        scoped,
        level,
        rows.map(({ row }) => row),
      );
      if (report.loaded > 0) await renewSquares(scoped, (line) => context.log(line));
      return {
        faults: rejected.map(({ index, reason }) => ({
          rowNumber: rows[index].rowNumber,
          field: reason === 'no_code' ? ('code' as const) : ('geometry' as const),
          reason,
        })),
        extra: {
          ...report,
          repairs: report.repairs.slice(0, LISTED),
          overlaps: report.overlaps.slice(0, LISTED),
          holes: report.holes.slice(0, LISTED),
        },
      };
    },
  };
}

/** Loads the areas of one level from GeoJSON, KML or a shapefile and makes the squares anew. */
export async function importJurisdictions(
  context: ImportContext,
  file: ImportFile,
  { level, code, name, parent, crs, encoding }: ImportJurisdictionsOptions,
): Promise<JurisdictionsAnswer> {
  const map = { code, name, ...(parent === undefined ? {} : { parent }) };
  return importFeatures(context, file, { map, crs, encoding }, jurisdictionKind(level));
}

/** The importer of jurisdictions and community grids; `settings.level` says which. */
export const JURISDICTION_IMPORTER: Importer = {
  kind: 'jurisdictions',
  async inspect(context, file, settings) {
    const inspection = await inspectFeatures(context, file, settings, jurisdictionKind(levelOf(settings) ?? 'police-cell'));
    return levelOf(settings) === undefined ? { ...inspection, missing: [...inspection.missing, 'level'] } : inspection;
  },
  async load(context, file, settings) {
    const level = levelOf(settings);
    if (level === undefined) throw settingMissing('level', `say which: ${JURISDICTION_LEVELS.join(', ')}`);
    return importFeatures(context, file, settings, jurisdictionKind(level));
  },
};

function levelOf({ level }: ImportSettings): JurisdictionLevel | undefined {
  if (level === undefined || level === '') return undefined;
  const known = JURISDICTION_LEVELS.find((candidate) => candidate === level);
  if (known === undefined) throw new Refusal('level_unknown', `there is no level ${level}`, `levels: ${JURISDICTION_LEVELS.join(', ')}`);
  return known;
}
