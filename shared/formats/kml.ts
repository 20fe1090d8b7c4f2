import { Refusal } from '../model/refusal';
import type { GeoJsonGeometry } from './geojson';
import { createXmlParser, type XmlParser } from './xml_parser';

/** One Placemark of a KML file. KML is WGS 84, longitude first. */
export interface KmlPlacemark {
  /** `Name`, `Description` and the extended data by their names. */
  readonly properties: Readonly<Record<string, string>>;
  readonly points: readonly KmlPosition[];
  readonly lines: readonly (readonly KmlPosition[])[];
  /** Each with its outer ring first. */
  readonly polygons: readonly (readonly (readonly KmlPosition[])[])[];
  /** Positions with their times, gx:Track; each of a gx:MultiTrack is one. */
  readonly tracks: readonly KmlTrack[];
  /** Text of its TimeStamp, empty when it has none. */
  readonly when: string;
}

/** Longitude and latitude in degrees as written; NaN where they cannot be read. */
export type KmlPosition = [lng: number, lat: number];

export interface KmlTrack {
  readonly positions: readonly KmlPosition[];
  /** Times as written, one per position; shorter when the file gives fewer. */
  readonly whens: readonly string[];
}

interface Building {
  readonly properties: Record<string, string>;
  readonly points: KmlPosition[];
  readonly lines: KmlPosition[][];
  readonly polygons: KmlPosition[][][];
  readonly tracks: { readonly positions: KmlPosition[]; readonly whens: string[] }[];
  when: string;
}

/** Tags whose text is read. */
const TEXT_TAGS: ReadonlySet<string> = new Set(['name', 'description', 'value', 'SimpleData', 'coordinates', 'coord', 'when']);

/**
 * A reader that hands each Placemark to `take` in file order. Folders, styles, links and overlays are passed over; nothing is fetched. Throws a Refusal
 * `kml_malformed` on broken XML and on XML that is no KML. Memory: the longest Placemark.
 */
export function createKmlReader(take: (placemark: KmlPlacemark) => void): XmlParser {
  const path: string[] = [];
  let placemark: Building | undefined;
  let dataName = '';
  let text: string[] | undefined;

  const addCoordinates = (written: string): void => {
    if (placemark === undefined) return;
    const positions = positionsOf(written);
    const owner = path.at(-1);
    if (owner === 'Point') placemark.points.push(...positions.slice(0, 1));
    else if (owner === 'LineString') placemark.lines.push(positions);
    else if (owner === 'LinearRing' && path.includes('innerBoundaryIs')) placemark.polygons.at(-1)?.push(positions);
    else if (owner === 'LinearRing' && path.includes('outerBoundaryIs')) placemark.polygons.at(-1)?.unshift(positions);
    else if (owner === 'LinearRing') placemark.lines.push(positions);
  };
  const finishText = (tag: string, written: string): void => {
    if (placemark === undefined) return;
    const parent = path.at(-1);
    if (tag === 'coordinates') addCoordinates(written);
    else if (tag === 'coord') placemark.tracks.at(-1)?.positions.push(positionOf(written.trim().split(/\s+/)));
    else if (tag === 'when' && parent === 'Track') placemark.tracks.at(-1)?.whens.push(written.trim());
    else if (tag === 'when') placemark.when = written.trim();
    else if (tag === 'name' && parent === 'Placemark') placemark.properties['Name'] = written.trim();
    else if (tag === 'description' && parent === 'Placemark') placemark.properties['Description'] = written.trim();
    else if ((tag === 'value' || tag === 'SimpleData') && dataName !== '') placemark.properties[dataName] = written.trim();
  };

  return createXmlParser(
    {
      open(tag, attributes, depth) {
        if (depth === 0 && tag !== 'kml') throw malformed(`its root is <${tag}>, not <kml>`);
        if (tag === 'Placemark') placemark = { properties: {}, points: [], lines: [], polygons: [], tracks: [], when: '' };
        else if (tag === 'Polygon') placemark?.polygons.push([]);
        else if (tag === 'Track') placemark?.tracks.push({ positions: [], whens: [] });
        else if (tag === 'Data' || tag === 'SimpleData') dataName = attributes['name'] ?? '';
        if (placemark !== undefined && TEXT_TAGS.has(tag)) text = [];
        path.push(tag);
      },
      text(piece) {
        text?.push(piece);
      },
      close(tag) {
        path.pop();
        if (text !== undefined && TEXT_TAGS.has(tag)) finishText(tag, text.join(''));
        if (TEXT_TAGS.has(tag)) text = undefined;
        if (tag === 'Data' || tag === 'SimpleData') dataName = '';
        if (tag === 'Placemark' && placemark !== undefined) {
          take(placemark);
          placemark = undefined;
        }
      },
    },
    (message) => {
      throw malformed(message);
    },
  );
}

/** A Placemark as one geometry: its areas, else its lines and tracks, else its points; undefined when it has none. */
export function geometryOfPlacemark({ points, lines, polygons, tracks }: KmlPlacemark): GeoJsonGeometry | undefined {
  const areas = polygons.filter((rings) => rings.length > 0).map((rings) => rings.map((ring) => [...ring]));
  if (areas.length === 1) return { type: 'Polygon', coordinates: areas[0] };
  if (areas.length > 1) return { type: 'MultiPolygon', coordinates: areas };
  const courses = [...lines, ...tracks.map((track) => track.positions)].filter((line) => line.length > 0).map((line) => [...line]);
  if (courses.length === 1) return { type: 'LineString', coordinates: courses[0] };
  if (courses.length > 1) return { type: 'MultiLineString', coordinates: courses };
  if (points.length === 1) return { type: 'Point', coordinates: points[0] };
  return points.length === 0 ? undefined : { type: 'MultiPoint', coordinates: [...points] };
}

/** Positions of a `coordinates` text; some writers put blanks around the commas too. */
function positionsOf(text: string): KmlPosition[] {
  const tuples = text
    .replace(/\s*,\s*/g, ',')
    .trim()
    .split(/\s+/);
  return tuples[0] === '' ? [] : tuples.map((tuple) => positionOf(tuple.split(',')));
}

function positionOf([lng, lat]: readonly string[]): KmlPosition {
  return [numberOf(lng), numberOf(lat)];
}

/** A missing number is NaN, not 0: 0° is a place. */
function numberOf(text: string | undefined): number {
  return text === undefined || text === '' ? Number.NaN : Number(text);
}

function malformed(why: string): Refusal {
  return new Refusal('kml_malformed', `the file is not well-formed KML: ${why}`, 'export the layer again as KML');
}
