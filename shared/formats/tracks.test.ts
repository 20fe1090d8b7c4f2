import { describe, expect, test } from 'vitest';
import { Refusal } from '../model/refusal';
import { createSlotClock } from '../model/slot_clock';
import { geoJsonFeatureOf } from './geojson';
import { createTrackRowReader, trackColumnsOf } from './track_columns';
import { readGeoJsonTracks } from './tracks_geojson';
import { createGpxReader } from './tracks_gpx';

type Row = [string | undefined, number, number, number];
function gpx(text: string, pieceLength = text.length): Row[] {
  const rows: Row[] = [];
  const reader = createGpxReader((unit, ms, x, y) => void rows.push([unit, ms, x, y]));
  for (let i = 0; i < text.length; i += pieceLength) reader.write(text.slice(i, i + pieceLength));
  reader.close();
  return rows;
}
const clock = createSlotClock('Asia/Shanghai');
const AT = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('GPX', () => {
  const point = (inside: string) => `<trkpt lat="39.9" lon="116.3">${inside}</trkpt>`;
  const file = (body: string, root = 'gpx') => `<?xml version="1.0"?><${root}><trk><trkseg>${body}</trkseg></trk></${root}>`;

  test('reads points with longitude first, children in any order, with or without namespace', () => {
    const expected = [[undefined, AT, 116.3, 39.9]];
    expect(gpx(file(point('<ele>5</ele><time>2026-11-21T12:00:00Z</time>')))).toEqual(expected);
    expect(gpx(file(point('<time>2026-11-21T12:00:00</time><ele>5</ele>')))).toEqual(expected);
    expect(
      gpx(
        '<g:gpx xmlns:g="x"><g:trk><g:trkseg><g:trkpt lat="39.9" lon="116.3"><g:time>2026-11-21T20:00:00+08:00</g:time></g:trkpt></g:trkseg></g:trk></g:gpx>',
      ),
    ).toEqual(expected);
    expect(gpx(file(point('<time>2026-11-21T12:00:00Z</time>')), 5)).toEqual(expected);
  });

  test('takes a missing or impossible time for no time, and a missing coordinate for none', () => {
    expect(gpx(file(point('')))).toEqual([[undefined, Number.NaN, 116.3, 39.9]]);
    expect(gpx(file(point('<time>1901-12-13T20:45:52.2073437Z</time>')))).toEqual([[undefined, Number.NaN, 116.3, 39.9]]);
    expect(gpx(file('<trkpt lat="39.9"/>'))[0][2]).toBeNaN();
  });

  test('reads a route only where there is no track, and no waypoints', () => {
    const route = '<rte><rtept lat="1" lon="2"/></rte><wpt lat="8" lon="9"/>';
    expect(gpx(`<gpx>${route}</gpx>`)).toEqual([[undefined, Number.NaN, 2, 1]]);
    expect(gpx(`<gpx>${route}<trk><trkseg>${point('')}</trkseg></trk></gpx>`)).toHaveLength(1);
  });

  test('ignores the time of the file itself', () => {
    expect(gpx(`<gpx><time>2026-11-21T12:00:00Z</time><trk><trkseg>${point('')}</trkseg></trk></gpx>`)[0][1]).toBeNaN();
  });

  test('refuses broken XML and other XML', () => {
    expect(() => gpx('<gpx><trk>')).toThrow(Refusal);
    expect(() => gpx('<kml></kml>')).toThrow(/kml/);
  });
});

describe('GeoJSON tracks', () => {
  function read(features: readonly unknown[], unitProperty?: string): Row[] {
    const rows: Row[] = [];
    readGeoJsonTracks(features.map(geoJsonFeatureOf), unitProperty, clock, (unit, ms, x, y) => void rows.push([unit, ms, x, y]));
    return rows;
  }
  test('reads points with a time and lines with times beside them', () => {
    const point = {
      type: 'Feature',
      properties: { unit: 'V1', time: '2026-11-21T12:00:00Z' },
      geometry: { type: 'Point', coordinates: [116.3, 39.9] },
    };
    const line = {
      type: 'Feature',
      properties: { coordTimes: ['2026-11-21T12:00:00Z', '2026-11-21T12:00:10Z'] },
      geometry: {
        type: 'LineString',
        coordinates: [
          [116.3, 39.9],
          [116.4, 39.9],
        ],
      },
    };
    expect(read([point], 'unit')).toEqual([['V1', AT, 116.3, 39.9]]);
    expect(read([line])).toEqual([
      [undefined, AT, 116.3, 39.9],
      [undefined, AT + 10_000, 116.4, 39.9],
    ]);
  });
  test('reads a line without times as a path', () => {
    expect(
      read([
        {
          type: 'Feature',
          properties: null,
          geometry: {
            type: 'LineString',
            coordinates: [
              [1, 2],
              [3, 4],
            ],
          },
        },
      ]),
    ).toEqual([
      [undefined, Number.NaN, 1, 2],
      [undefined, Number.NaN, 3, 4],
    ]);
  });
});

describe('track tables', () => {
  const header = ['user', 'ts_utc', 'lat', 'lon'];
  const row = ['007', '2026-11-21T12:00:00Z', '39.9', '116.3'];

  test('finds time and place by name and takes the unit from a given column', () => {
    const rows: Row[] = [];
    const read = createTrackRowReader(
      { header, sample: [row] },
      trackColumnsOf(header, [row], { unit: 'user' }).mapping,
      clock,
      (unit, ms, x, y) => void rows.push([unit, ms, x, y]),
    );
    expect(read(row)).toBeUndefined();
    expect(rows).toEqual([['007', AT, 116.3, 39.9]]);
    expect(read(['007', '2026-11-21T12:00:00Z', '', '116.3'])).toBe('place_unreadable');
    expect(read(['007', 'noon', '39.9', '116.3'])).toBe('time_unreadable');
  });

  test('reads local times in the zone of the import', () => {
    const rows: Row[] = [];
    const local = ['007', '2026-11-21 20:00:00', '39.9', '116.3'];
    createTrackRowReader(
      { header, sample: [local] },
      trackColumnsOf(header, [local]).mapping,
      clock,
      (unit, ms, x, y) => void rows.push([unit, ms, x, y]),
    )(local);
    expect(rows[0][1]).toBe(AT);
  });

  test('refuses a table without a place and one with two times of equal claim', () => {
    expect(() => trackColumnsOf(['unit', 'time', 'street'], [])).toThrow(/place/);
    expect(() => trackColumnsOf(['unit', 'Time', 'time', 'lat', 'lng'], [])).toThrow(/Time or time/);
  });
});
