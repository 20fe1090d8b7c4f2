import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { replaceMapAddresses } from '@beatline/db/queries/addresses';
import { replaceStreets } from '@beatline/db/queries/streets';
import { addressesFromOsm } from '@beatline/shared/addresses/addresses_from_osm';
import { baseFeaturesFromOsm } from '@beatline/shared/geo/base_features_from_osm';
import { seaFromCoastline } from '@beatline/shared/geo/coastline_sea';
import { placesFromOsm } from '@beatline/shared/geo/places_from_osm';
import { streetsFromOsm } from '@beatline/shared/geo/streets_from_osm';
import { Refusal } from '@beatline/shared/model/refusal';
import { loadGround, renewSquares, type ImportContext } from './import_context';
import { openInputFile, type ImportFile } from './input_file';
import { readOsm } from './read_osm';

/** Answer of `import streets` (COMMANDS). */
export interface StreetsAnswer {
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
  const data = await readOsm(input);
  const { segments, ways, lengthMeters, missingNodes } = streetsFromOsm(data);
  if (segments.length === 0) throw new Refusal('nothing_loaded', `${input.name} holds no street`, 'export an area with streets');
  const baseFeatures = [...baseFeaturesFromOsm(data), ...seaFromCoastline(data)];
  const places = placesFromOsm(data);
  context.log(
    `${input.name}: storing ${segments.length} street segments, ${baseFeatures.length} features of the base map and ${places.length} named places`,
  );
  await loadGround(context, async (scoped) => {
    await replaceStreets(scoped, { segments, baseFeatures, places });
    await replaceMapAddresses(scoped, addressesFromOsm(data));
    // Without jurisdictions the streets say where the ground ends.
    if ((await listJurisdictions(scoped)).length === 0) await renewSquares(scoped, (line) => context.log(line));
  });
  return {
    ways,
    segments: segments.length,
    lengthMeters,
    missingNodes,
    buildings: baseFeatures.filter((feature) => feature.layer === 'building').length,
    places: places.length,
  };
}
