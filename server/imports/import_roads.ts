import { upsertRoadSections, type RoadSectionInput } from '@beatline/db/queries/roads';
import { riskLevelOf } from '@beatline/shared/formats/kind_names';
import { isPostTitle } from '@beatline/shared/formats/post_title';
import type { ImportSettings } from '@beatline/shared/model/views/import_view';
import { importFeatures, type FeatureKind, type FeaturesAnswer } from './import_features';
import type { ImportContext } from './import_context';
import type { Importer } from './importer';
import type { ImportFile } from './input_file';
import { inspectFeatures } from './inspect_features';

type RoadField = 'code' | 'name' | 'chief' | 'riskLevel' | 'street';

const ROAD_KIND: FeatureKind<RoadField, RoadSectionInput, { readonly lengthMeters: number }> = {
  kind: 'roads',
  noun: 'road section',
  fields: ['code', 'name', 'chief', 'riskLevel', 'street'],
  required: ['name'],
  spellings: {
    code: ['code', '编号', '编码', '路段编号', '路段代码', 'id'],
    name: ['name', '名称', '路段', '路段名称', '道路名称', 'title'],
    chief: ['chief', 'chiefpost', '路长', '路长岗位', '路长职务', '责任岗位', '责任人职务'],
    riskLevel: ['risklevel', 'risk', '风险等级', '风险级别', '等级', '颜色'],
    street: ['street', 'streetname', '街道名称', '所在道路', '道路'],
  },
  standsByStreets: true,
  read(cell, ground) {
    const name = cell('name');
    if (name === '') return { valid: false, field: 'name', reason: 'no_name' };
    const chief = cell('chief');
    if (chief !== '' && !isPostTitle(chief)) return { valid: false, field: 'chief', reason: 'chief_is_no_post' };
    const riskText = cell('riskLevel');
    const riskLevel = riskLevelOf(riskText);
    if (riskText !== '' && riskLevel === undefined) return { valid: false, field: 'riskLevel', reason: 'risk_unknown' };
    const lines = (ground?.lines ?? []).filter((line) => line.length >= 2);
    const street = cell('street');
    if (lines.length === 0 && street === '') return { valid: false, field: 'geometry', reason: 'no_line' };
    const code = cell('code');
    return {
      valid: true,
      row: {
        code: code === '' ? name : code,
        name,
        chiefPost: chief === '' ? undefined : chief,
        riskLevel,
        lines,
        street: lines.length === 0 ? street : undefined,
      },
    };
  },
  async store(scoped, rows) {
    const { unknownStreets, withoutLength, lengthMeters } = await upsertRoadSections(
      scoped,
      rows.map(({ row }) => row),
    );
    return {
      faults: [
        ...unknownStreets.map((index) => ({
          rowNumber: rows[index].rowNumber,
          field: 'street' as const,
          reason: 'street_unknown' as const,
        })),
        ...withoutLength.map((index) => ({ rowNumber: rows[index].rowNumber, field: 'geometry' as const, reason: 'no_line' as const })),
      ],
      extra: { lengthMeters },
    };
  },
};

/**
 * Adds or replaces road sections: a line drawn in GeoJSON, KML or a shapefile, or a table that names the street, whose course is then that of the imported
 * streets. The chief is the title of a post; a name is refused.
 */
export function importRoads(
  context: ImportContext,
  file: ImportFile,
  settings: ImportSettings = {},
): Promise<FeaturesAnswer & { readonly lengthMeters: number }> {
  return importFeatures(context, file, settings, ROAD_KIND);
}

export const ROAD_IMPORTER: Importer = {
  kind: 'roads',
  inspect: (context, file, settings) => inspectFeatures(context, file, settings, ROAD_KIND),
  load: importRoads,
};
