import { beginBatch, finishBatch } from '@beatline/db/queries/batches';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { replaceMapAddresses } from '@beatline/db/queries/addresses';
import { replaceStreets } from '@beatline/db/queries/streets';
import { addressesFromOsm } from '@beatline/shared/addresses/addresses_from_osm';
import { baseFeaturesFromOsm } from '@beatline/shared/geo/base_features_from_osm';
import { seaFromCoastline } from '@beatline/shared/geo/coastline_sea';
import { placesFromOsm } from '@beatline/shared/geo/places_from_osm';
import { streetsFromOsm } from '@beatline/shared/geo/streets_from_osm';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportNote } from '@beatline/shared/model/views/import_view';
import { loadGround, renewSquares, type ImportContext } from './import_context';
import type { Importer } from './importer';
import { fileKindOf, openInputFile, type ImportFile } from './input_file';
import { readOsm } from './read_osm';

/** Answer of `import streets` (COMMANDS). */
export interface StreetsAnswer {
  readonly batch: number;
  /** Street ways read. */
  readonly ways: number;
  readonly segments: number;
  /** Drivable length: public carriageways open to cars, without service ways. */
  readonly lengthMeters: number;
  /** Steps of street ways to or from a node that the extract does not hold; they are left out. */
  readonly missingNodes: number;
  readonly buildings: number;
  /** Named places. */
  readonly places: number;
}

/** Replaces streets, base map and map places by those of an OpenStreetMap extract (PBF or XML, gz). */
export async function importStreets(context: ImportContext, file: ImportFile): Promise<StreetsAnswer> {
  const input = await openInputFile(file);
  context.log(`${input.name}: reading`);
  const data = await readOsm(input, context);
  const { segments, ways, lengthMeters, missingNodes } = streetsFromOsm(data);
  if (segments.length === 0) throw new Refusal('nothing_loaded', `${input.name} holds no street`, 'export an area with streets');
  const baseFeatures = [...baseFeaturesFromOsm(data), ...seaFromCoastline(data)];
  const places = placesFromOsm(data);
  context.log(
    `${input.name}: storing ${segments.length} street segments, ${baseFeatures.length} features of the base map and ${places.length} named places`,
  );
  return loadGround(context, async (scoped) => {
    const batch = await beginBatch(scoped, { verb: 'streets', fileName: input.name, startedAtMs: context.nowMs() });
    context.onProgress?.({ stage: 'storing', rows: segments.length, fractionDone: undefined });
    await replaceStreets(scoped, { segments, baseFeatures, places });
    await replaceMapAddresses(scoped, addressesFromOsm(data));
    await context.matching?.streetsChanged(scoped);
    // Without jurisdictions the streets say where the ground ends.
    if ((await listJurisdictions(scoped)).length === 0) await renewSquares(scoped, (line) => context.log(line));
    const answer = {
      batch,
      ways,
      segments: segments.length,
      lengthMeters,
      missingNodes,
      buildings: baseFeatures.filter((feature) => feature.layer === 'building').length,
      places: places.length,
    };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}

/** Streets drawn in a first look; the whole of them comes onto the map when they are loaded. */
const SHOWN_STREETS = 4000;

/** Looks at an extract: how much of what it holds, and its streets on the map. All of it has to be read for that. */
async function inspectStreets(context: ImportContext, file: ImportFile): Promise<ImportInspection> {
  const input = await openInputFile(file);
  const data = await readOsm(input, context);
  const { segments, ways, lengthMeters, missingNodes } = streetsFromOsm(data);
  const notes: ImportNote[] = [
    { code: 'streets_found', values: { ways, segments: segments.length, lengthMeters: Math.round(lengthMeters) } },
  ];
  if (missingNodes > 0) notes.push({ code: 'missing_nodes', values: { nodes: missingNodes } });
  const step = Math.max(1, Math.ceil(segments.length / SHOWN_STREETS));
  return {
    kind: 'streets',
    fileName: input.name,
    format: fileKindOf(input) === 'osm-pbf' ? 'osm-pbf' : 'osm-xml',
    encoding: undefined,
    delimiter: undefined,
    sheet: undefined,
    sheets: [],
    header: [],
    sample: [],
    droppedColumns: [],
    fields: [],
    missing: segments.length === 0 ? ['streets'] : [],
    crs: { crs: 'EPSG:4326', decidedBy: 'file', candidates: [] },
    timeZone: undefined,
    mappingSavedAt: undefined,
    preview: { points: [], lines: segments.filter((_, i) => i % step === 0).map((segment) => segment.coordinates), areas: [] },
    notes,
    problems: [],
  };
}

export const STREET_IMPORTER: Importer = { kind: 'streets', inspect: inspectStreets, load: importStreets };
