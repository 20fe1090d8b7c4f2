import { upsertJurisdictions, type JurisdictionFeature, type JurisdictionReport } from '@beatline/db/queries/jurisdictions';
import { textProperty, type GeoJsonFeature } from '@beatline/shared/formats/geojson';
import type { JurisdictionLevel } from '@beatline/shared/model/jurisdiction';
import { Refusal } from '@beatline/shared/model/refusal';
import { areaOfFeature, readGeoJsonFile } from './geojson_file';
import { loadGround, renewSquares, type ImportContext } from './import_context';
import { openInputFile, type ImportFile } from './input_file';

/** What came of it; `rejected` counts features without a code or an area, which are named in the log. */
export type JurisdictionsAnswer = Omit<JurisdictionReport, 'rejected'> & { readonly rejected: number };

export interface ImportJurisdictionsOptions {
  readonly level: JurisdictionLevel;
  /** Property that holds the code; properties match exactly, then without case. */
  readonly code: string;
  readonly name: string;
  /** Property that holds the parent's code; without it the parent is the area with the largest overlap. */
  readonly parent?: string | undefined;
}

/** Loads the areas of one level from GeoJSON and makes the squares anew. */
export async function importJurisdictions(
  context: ImportContext,
  file: ImportFile,
  options: ImportJurisdictionsOptions,
): Promise<JurisdictionsAnswer> {
  const input = await openInputFile(file);
  return loadGround(context, async (scoped) => {
    const { features, toLngLat } = await readGeoJsonFile(scoped, input);
    for (const property of [options.code, options.name, options.parent])
      if (property !== undefined) refuseUnknownProperty(features, property);
    const areas: JurisdictionFeature[] = [];
    let rejected = 0;
    const reject = (code: string, reason: string): void => {
      rejected += 1;
      context.log(`${input.name}: left out ${code === '' ? 'a feature' : code}: ${reason}`);
    };
    for (const feature of features) {
      const code = textProperty(feature, options.code) ?? '';
      const geometry = areaOfFeature(feature.geometry, toLngLat);
      if (geometry === undefined) {
        reject(code, 'no area');
        continue;
      }
      areas.push({
        code,
        name: textProperty(feature, options.name) ?? code,
        parentCode: options.parent === undefined ? undefined : textProperty(feature, options.parent),
        geometry,
      });
    }
    const report = await upsertJurisdictions(scoped, options.level, areas);
    for (const { code, reason } of report.rejected) reject(code, reason.replace('_', ' '));
    if (report.loaded === 0)
      throw new Refusal(
        'nothing_loaded',
        `${input.name} holds no area with a code`,
        `its properties are ${propertyNames(features).join(', ')}`,
      );
    await renewSquares(scoped, (line) => context.log(line));
    return { ...report, rejected };
  });
}

function refuseUnknownProperty(features: readonly GeoJsonFeature[], property: string): void {
  if (features.some((feature) => textProperty(feature, property) !== undefined)) return;
  throw new Refusal('column_missing', `no feature has a property ${property}`, `properties: ${propertyNames(features).join(', ')}`);
}

function propertyNames(features: readonly GeoJsonFeature[]): string[] {
  return [...new Set(features.flatMap((feature) => Object.keys(feature.properties)))];
}
