import type { SlotClock } from '../model/slot_clock';
import { dateSpellingsOf, instantOfText } from './date_text';
import { textProperty, type GeoJsonFeature } from './geojson';
import { believableInstant, type TrackSink } from './track_sink';

/** Properties that hold a point's time, the most telling first. */
const TIME_PROPERTIES = ['at', 'time', 'timestamp', 'datetime', 'date_time', '定位时间', '时间'] as const;
/** Properties that hold a line's times, one per position: the convention of togeojson, and of its older versions. */
const LINE_TIME_PROPERTIES = ['coordinateProperties', 'coordTimes', 'times'] as const;
const ACCURACY_PROPERTIES = ['accuracyMeters', 'accuracy', 'acc'] as const;

/** Sends the points and lines of GeoJSON features to `sink`; other geometries are no tracks. `unitProperty` names whose track a feature is. */
export function readGeoJsonTracks(
  features: readonly GeoJsonFeature[],
  unitProperty: string | undefined,
  clock: Pick<SlotClock, 'instantOfLocalMs'>,
  sink: TrackSink,
): void {
  for (const feature of features) {
    const { geometry } = feature;
    const unit = unitProperty === undefined ? undefined : textProperty(feature, unitProperty);
    if (geometry?.type === 'Point') {
      const timeText = firstProperty(feature, TIME_PROPERTIES);
      const accuracy = Number(firstProperty(feature, ACCURACY_PROPERTIES) ?? Number.NaN);
      sink(unit, instantOf(timeText, clock), geometry.coordinates[0], geometry.coordinates[1], accuracy);
    } else if (geometry?.type === 'LineString') {
      const times = lineTimes(feature);
      geometry.coordinates.forEach((position, i) => sink(unit, instantOf(times[i], clock), position[0], position[1], Number.NaN));
    } else if (geometry?.type === 'MultiLineString') {
      const times = lineTimes(feature);
      geometry.coordinates.forEach((line, k) => {
        const lineTimesK = times[k];
        line.forEach((position, i) =>
          sink(unit, instantOf(Array.isArray(lineTimesK) ? lineTimesK[i] : undefined, clock), position[0], position[1], Number.NaN),
        );
      });
    }
  }
}

function firstProperty(feature: GeoJsonFeature, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = textProperty(feature, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function lineTimes(feature: GeoJsonFeature): readonly unknown[] {
  for (const name of LINE_TIME_PROPERTIES) {
    const value = feature.properties[name];
    if (Array.isArray(value)) return value;
    if (typeof value === 'object' && value !== null && 'times' in value && Array.isArray(value.times)) return value.times;
  }
  return [];
}

function instantOf(value: unknown, clock: Pick<SlotClock, 'instantOfLocalMs'>): number {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  const [spelling] = text === '' ? [] : dateSpellingsOf([text]);
  return spelling === undefined ? Number.NaN : believableInstant(instantOfText(text, spelling, clock));
}
