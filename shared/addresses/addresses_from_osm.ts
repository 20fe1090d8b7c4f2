import type { OsmData, OsmTags } from '../formats/osm_data';
import type { LngLat } from '../geo/lng_lat';
import { ringCentroid } from '../geo/ring';
import { polygonOfWay } from '../geo/osm_polygons';
import { hasHan } from './fold_text';

/** A house number of the map. */
export interface MapAddress {
  /** OpenStreetMap element, e.g. `node/12`. */
  readonly osmId: string;
  /** Street and number in the order of their language: `成府路8号`, `8 Main Street`. */
  readonly address: string;
  readonly location: LngLat;
}

/** House numbers of an extract: tagged nodes, and buildings by their middle. Linear. */
export function addressesFromOsm(data: OsmData): MapAddress[] {
  const addresses: MapAddress[] = [];
  for (const node of data.taggedNodes) {
    const address = addressOf(node.tags);
    if (address !== undefined) addresses.push({ osmId: `node/${node.id}`, address, location: node.location });
  }
  for (const way of data.ways) {
    const address = addressOf(way.tags);
    if (address === undefined) continue;
    const polygon = polygonOfWay(data, way);
    if (polygon?.type === 'Polygon') addresses.push({ osmId: `way/${way.id}`, address, location: ringCentroid(polygon.coordinates[0]) });
  }
  return addresses;
}

function addressOf(tags: OsmTags): string | undefined {
  const street = (tags['addr:street'] ?? tags['addr:place'])?.trim();
  const number = tags['addr:housenumber']?.trim();
  if (street === undefined || number === undefined || street === '' || number === '' || tags['addr:interpolation'] !== undefined)
    return undefined;
  if (!hasHan(street)) return `${number} ${street}`;
  return /[号栋幢座楼]$/.test(number) ? `${street}${number}` : `${street}${number}号`;
}
