import { describe, expect, test } from 'vitest';
import { Refusal } from '../model/refusal';
import type { GeoJsonFeature } from './geojson';
import { createGeoJsonReader } from './geojson_stream';
import { createKmlReader, geometryOfPlacemark, type KmlPlacemark } from './kml';
import { encodingOfCodePage } from './shapefile_attributes';
import { numberShapeOf, textOfNumber } from './xlsx_cells';

/** The same text at once and in pieces of every small length: a reader must not care where a piece ends. */
const PIECES = [1, 2, 3, 7, 64, 1_000_000];

function geoJson(text: string, pieceLength: number): { features: GeoJsonFeature[]; root: Readonly<Record<string, unknown>> } {
  const features: GeoJsonFeature[] = [];
  const reader = createGeoJsonReader((feature) => features.push(feature));
  for (let i = 0; i < text.length; i += pieceLength) reader.write(text.slice(i, i + pieceLength));
  reader.close();
  return { features, root: reader.root };
}

function kml(text: string, pieceLength = text.length): KmlPlacemark[] {
  const placemarks: KmlPlacemark[] = [];
  const reader = createKmlReader((placemark) => placemarks.push(placemark));
  for (let i = 0; i < text.length; i += pieceLength) reader.write(text.slice(i, i + pieceLength));
  reader.close();
  return placemarks;
}

describe('GeoJSON in pieces', () => {
  const collection = {
    type: 'FeatureCollection',
    name: 'a "quoted" [name] {with} all, \\ that counts',
    features: [
      { type: 'Feature', properties: { a: '}],[{"', b: 1 }, geometry: { type: 'Point', coordinates: [116.3, 39.9] } },
      { type: 'Feature', id: 7, properties: null, geometry: null },
    ],
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::26910' } },
  };

  test.each(PIECES)('gives the same features and members, %i characters at a time', (pieceLength) => {
    for (const text of [JSON.stringify(collection), JSON.stringify(collection, null, 2), `\ufeff ${JSON.stringify(collection)}\n`]) {
      const { features, root } = geoJson(text, pieceLength);
      expect(features.map(({ id, properties, geometry }) => [id, properties, geometry?.type])).toEqual([
        [undefined, { a: '}],[{"', b: 1 }, 'Point'],
        ['7', {}, undefined],
      ]);
      expect(root).toMatchObject({ name: collection.name, crs: collection.crs });
    }
  });

  test('reads a single Feature', () => {
    expect(geoJson(JSON.stringify(collection.features[0]), 5).features[0].geometry?.type).toBe('Point');
  });

  test.each([
    ['[1,2]', 'geojson_wrong'],
    ['{"type":"Topology"}', 'geojson_wrong'],
    ['{"type":"FeatureCollection","features":[]}', 'file_empty'],
    ['{"type":"FeatureCollection","features":[{"type":"Feature"', 'geojson_broken'],
    ['{"type":"FeatureCollection","features":[{}}', 'geojson_broken'],
    ['{"type":"FeatureCollection","features":[{}]]', 'geojson_broken'],
    ['{"type":"FeatureCollection","features":[{},,{}]}', 'geojson_broken'],
    ['{"type":"FeatureCollection","features":[{}]x}', 'geojson_broken'],
    ['{"type":"FeatureCollection","features":[{}]} x', 'geojson_broken'],
    ['{"type" 1}', 'geojson_broken'],
    ['   ', 'file_empty'],
  ])('refuses %s', (text, code) => {
    for (const pieceLength of PIECES) {
      try {
        geoJson(text, pieceLength);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        expect((error as Refusal).code).toBe(code);
      }
    }
  });
});

describe('KML', () => {
  const document = (body: string): string => `<?xml version="1.0"?><kml xmlns:gx="x"><Document><name>file</name>${body}</Document></kml>`;

  test.each(PIECES)('reads names, extended data and geometries with longitude first, %i characters at a time', (pieceLength) => {
    const text = document(`<Placemark><name><![CDATA[甲 & 乙]]></name>
      <ExtendedData><Data name="code"><displayName>no</displayName><value>G1</value></Data><SchemaData><SimpleData name="level">2</SimpleData></SchemaData></ExtendedData>
      <MultiGeometry><Point><coordinates>1,2,3</coordinates></Point><Polygon>
        <outerBoundaryIs><LinearRing><coordinates> 0,0 4,0 4,4 0,4 0,0 </coordinates></LinearRing></outerBoundaryIs>
        <innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark>
      <Placemark><LineString><coordinates>1, 2, 0 3, 4, 0</coordinates></LineString></Placemark>`);
    const [area, line] = kml(text, pieceLength);
    expect(area.properties).toEqual({ Name: '甲 & 乙', code: 'G1', level: '2' });
    expect(geometryOfPlacemark(area)).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [0, 4],
          [0, 0],
        ],
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 1],
        ],
      ],
    });
    expect(geometryOfPlacemark(line)).toEqual({
      type: 'LineString',
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    });
  });

  test('keeps the times of a track beside its positions, whichever come first', () => {
    const [placemark] = kml(
      document(
        '<Placemark><gx:MultiTrack><gx:Track><when>2010-05-28T02:02:09Z</when><gx:coord>1 2 3</gx:coord></gx:Track><gx:Track><gx:coord>3 4</gx:coord><when>2010-05-28T02:02:10Z</when></gx:Track></gx:MultiTrack></Placemark>',
      ),
    );
    expect(placemark.tracks).toEqual([
      { positions: [[1, 2]], whens: ['2010-05-28T02:02:09Z'] },
      { positions: [[3, 4]], whens: ['2010-05-28T02:02:10Z'] },
    ]);
  });

  test('never expands an entity, and refuses other XML', () => {
    expect(() => kml('<!DOCTYPE kml [<!ENTITY a "b">]><kml><Placemark><name>&a;</name></Placemark></kml>')).toThrow(Refusal);
    expect(() => kml('<gpx/>')).toThrow(/gpx/);
    expect(() => kml(`<kml>${'<a>'.repeat(300)}`)).toThrow(/deeper/);
  });
});

describe('cells of a spreadsheet', () => {
  test.each([
    ['45351.354340277778', 14, undefined, '2024-02-29T08:30:15'],
    ['45351', 14, undefined, '2024-02-29'],
    ['45351.5', 164, 'yyyy"年"m"月"d"日" h:mm', '2024-02-29T12:00:00'],
    ['0.5', 20, undefined, '12:00:00'],
    // The first of March 1900 is day 61, for spreadsheets count a 29 February 1900 that never was.
    ['61', 14, undefined, '1900-03-01'],
    ['1', 14, undefined, '1900-01-01'],
    ['116.30000000000001', 0, undefined, '116.3'],
    ['12345678901', 0, undefined, '12345678901'],
    ['1.2E+10', 0, undefined, '12000000000'],
    ['0.25', 165, '0.00%', '0.25'],
    ['3', 166, '[Red]0;[Blue]-0', '3'],
    ['45351', 167, '[$-804]yyyy/m/d;@', '2024-02-29'],
    ['90', 168, '[h]:mm', '1900-03-30T00:00:00'],
  ])('%s under format %i %s reads %s', (raw, id, code, text) => {
    expect(textOfNumber(raw, numberShapeOf(id, code), false)).toBe(text);
  });

  test('days count from 1904 where the workbook says so', () => {
    expect(textOfNumber('43889', 'date', true)).toBe('2024-02-29');
  });
});

test('code pages of shapefiles are known by the names that writers give them', () => {
  expect(['UTF-8', 'GBK', '936', 'ANSI 936', 'cp936', 'GB18030', '65001', 'ISO-8859-1', '1252', 'klingon'].map(encodingOfCodePage)).toEqual(
    ['utf-8', 'gb18030', 'gb18030', 'gb18030', 'gb18030', 'gb18030', 'utf-8', 'windows-1252', 'windows-1252', undefined],
  );
});
