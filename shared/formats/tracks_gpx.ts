import { Refusal } from '../model/refusal';
import { instantOfText } from './date_text';
import { FixBuffer } from './fix_buffer';
import { believableInstant, knownPose, type TrackSink } from './track_sink';
import { createXmlParser, type XmlParser } from './xml_parser';

/** GPX times are UTC; some writers leave the Z out. */
const UTC_CLOCK = { instantOfLocalMs: (localMs: number) => localMs };

/**
 * A reader of the track points of GPX 1.0 and 1.1, with or without namespace, children of a point in any order; route points are read where the file
 * has no track. `<ele>` is above the sea and left out, unless `elevation` says that this file's is above the ground. Waypoints are not tracks and are left out. Throws a Refusal `gpx_malformed` on broken XML and on XML that is no GPX. Memory: nothing for
 * track points, 28 bytes for each route point.
 */
export function createGpxReader(sink: TrackSink, elevation: 'above-sea' | 'above-ground' = 'above-sea'): XmlParser {
  const route = new FixBuffer();
  let point: { readonly tag: string; readonly lng: number; readonly lat: number; instantMs: number; heightMeters: number } | undefined;
  let timeText: string | undefined;
  let elevationText: string | undefined;
  let hasTrack = false;

  const parser = createXmlParser(
    {
      open(tag, attributes, depth) {
        if (depth === 0 && tag !== 'gpx') throw malformed(`its root is <${tag}>, not <gpx>`);
        if (tag === 'trkpt' || tag === 'rtept')
          point = {
            tag,
            lng: numberOf(attributes['lon']),
            lat: numberOf(attributes['lat']),
            instantMs: Number.NaN,
            heightMeters: Number.NaN,
          };
        else if (tag === 'time' && point !== undefined) timeText = '';
        else if (tag === 'ele' && point !== undefined && elevation === 'above-ground') elevationText = '';
      },
      text(piece) {
        if (timeText !== undefined) timeText += piece;
        else if (elevationText !== undefined) elevationText += piece;
      },
      close(tag) {
        if (tag === 'time' && timeText !== undefined) {
          if (point !== undefined) point.instantMs = believableInstant(instantOfText(timeText.trim(), { kind: 'iso-local' }, UTC_CLOCK));
          timeText = undefined;
        } else if (tag === 'ele' && elevationText !== undefined) {
          if (point !== undefined) point.heightMeters = numberOf(elevationText);
          elevationText = undefined;
        } else if (point !== undefined && tag === point.tag) {
          if (tag === 'trkpt') {
            hasTrack = true;
            sink(undefined, point.instantMs, point.lng, point.lat, Number.NaN, knownPose(point.heightMeters, Number.NaN, Number.NaN));
          } else if (!hasTrack) route.push(point.instantMs, point.lng, point.lat, Number.NaN);
          point = undefined;
        }
      },
    },
    (message) => {
      throw malformed(message);
    },
  );
  return {
    write: (text) => parser.write(text),
    close() {
      parser.close();
      if (hasTrack) return;
      const { instantMs, lng, lat } = route.columns();
      for (let i = 0; i < route.length; i++) sink(undefined, instantMs[i], lng[i], lat[i], Number.NaN);
    },
  };
}

function malformed(why: string): Refusal {
  return new Refusal('gpx_malformed', `the file is not well-formed GPX: ${why}`, 'export the track again');
}

/** A missing attribute is NaN, not 0: 0° is a place. */
function numberOf(attribute: string | undefined): number {
  return attribute === undefined || attribute.trim() === '' ? Number.NaN : Number(attribute);
}
