import { instantOfText } from './date_text';
import type { KmlPlacemark } from './kml';
import { believableInstant, type TrackSink } from './track_sink';

/** KML times are UTC where they name no offset. */
const UTC_CLOCK = { instantOfLocalMs: (localMs: number) => localMs };

/**
 * Sends the gx:Tracks of a Placemark with their times, and its lines as positions without time, to `sink`; marks and areas are no tracks. `unitProperty` is
 * the property that says whose track it is.
 */
export function sendKmlTracks({ properties, lines, tracks }: KmlPlacemark, unitProperty: string | undefined, sink: TrackSink): void {
  const named = unitProperty === undefined ? undefined : propertyNamed(properties, unitProperty);
  const unit = named === '' ? undefined : named;
  for (const { positions, whens } of tracks)
    positions.forEach(([lng, lat], i) => {
      const when = whens[i] ?? '';
      const instantMs = when === '' ? Number.NaN : instantOfText(when, { kind: 'iso-local' }, UTC_CLOCK);
      sink(unit, believableInstant(instantMs), lng, lat, Number.NaN);
    });
  for (const line of lines) for (const [lng, lat] of line) sink(unit, Number.NaN, lng, lat, Number.NaN);
}

function propertyNamed(properties: Readonly<Record<string, string>>, name: string): string | undefined {
  const key = Object.keys(properties).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : properties[key].trim();
}
