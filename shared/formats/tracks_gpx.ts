import { SaxesParser } from 'saxes';
import { Refusal } from '../model/refusal';
import { instantOfText } from './date_text';
import { believableInstant, type TrackSink } from './track_sink';

/** Reads GPX piece by piece into a sink. */
export interface GpxReader {
  write(text: string): void;
  /** Call once after the last piece. */
  close(): void;
}

/** GPX times are UTC; some writers leave the Z out. */
const UTC_CLOCK = { instantOfLocalMs: (localMs: number) => localMs };

/**
 * A reader of the track points of GPX 1.0 and 1.1, with or without namespace, children of a point in any order; route points are read where the file
 * has no track. Waypoints are not tracks and are left out. Throws a Refusal `gpx_malformed` on broken XML and on XML that is no GPX.
 */
export function createGpxReader(sink: TrackSink): GpxReader {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const route: { readonly instantMs: number; readonly lng: number; readonly lat: number }[] = [];
  let depth = 0;
  let point: { readonly tag: string; readonly lng: number; readonly lat: number; instantMs: number } | undefined;
  let inTime = false;
  let timeText = '';
  let hasTrack = false;

  parser.on('error', (error) => {
    throw new Refusal('gpx_malformed', `the file is not well-formed GPX: ${error.message}`, 'export the track again');
  });
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    if (depth === 0 && tag !== 'gpx')
      throw new Refusal('gpx_malformed', `the file is XML, but its root is <${name}>, not <gpx>`, 'give a GPX, CSV or GeoJSON file');
    depth += 1;
    if (tag === 'trkpt' || tag === 'rtept') {
      point = { tag, lng: numberOf(attributes['lon']), lat: numberOf(attributes['lat']), instantMs: Number.NaN };
    } else if (tag === 'time' && point !== undefined) {
      inTime = true;
      timeText = '';
    }
  });
  const addText = (text: string): void => {
    if (inTime) timeText += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ name }) => {
    const tag = localName(name);
    depth -= 1;
    if (tag === 'time' && inTime) {
      inTime = false;
      if (point !== undefined) point.instantMs = believableInstant(instantOfText(timeText.trim(), { kind: 'iso-local' }, UTC_CLOCK));
    } else if (point !== undefined && tag === point.tag) {
      if (tag === 'trkpt') {
        hasTrack = true;
        sink(undefined, point.instantMs, point.lng, point.lat, Number.NaN);
      } else {
        route.push(point);
      }
      point = undefined;
    }
  });

  return {
    write(text) {
      parser.write(text);
    },
    close() {
      parser.close();
      if (!hasTrack) for (const { instantMs, lng, lat } of route) sink(undefined, instantMs, lng, lat, Number.NaN);
    },
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A missing attribute is NaN, not 0: 0° is a place. */
function numberOf(attribute: string | undefined): number {
  return attribute === undefined || attribute.trim() === '' ? Number.NaN : Number(attribute);
}
