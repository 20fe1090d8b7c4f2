import { createByteWriter, type ByteWriter } from './byte_writer';
import { localDayOf, LOCAL_OFFSET_MS } from './demo_calendar';
import type { Airspace } from './drone_flight';
import type { PatrolGround } from './patrol_ground';
import { drawShift, dutiesOn } from './patrol_shift';
import { sampleShift, type ShiftFixes } from './shift_fixes';

/** Three weeks. */
export const TRACK_DAYS = 21;

/** One file of tracks as an importer takes it. */
export interface TrackFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The unit all its fixes belong to; undefined: the file has a column for it. */
  readonly unit: string | undefined;
  readonly mode: 'vehicle' | 'foot' | 'drone' | 'post';
  readonly fixes: number;
}

/** Columns of the fleet's and the posts' exports; the importer knows them all. */
const FLEET_HEADER = '呼号,定位时间,经度,纬度,速度,精度';
/** What a drone's flight log has beside it. */
const FLIGHT_HEADER = `${FLEET_HEADER},离地高度,云台俯仰角,云台偏航角`;

/** Tracks of so many days up to `untilMs`: the fleet and the posts as CSV with a column for the unit, drones as one flight log each, foot teams as one GPX each. */
export function* writeTracks(ground: PatrolGround, airspace: Airspace, untilMs: number, days: number): Generator<TrackFile> {
  const lastDay = localDayOf(untilMs - 1);
  const fromMs = untilMs - days * 86_400_000;
  const fleet = createByteWriter(1 << 26);
  const posts = createByteWriter(1 << 21);
  const counts = { vehicle: 0, post: 0 };
  fleet.text(`${FLEET_HEADER}\r\n`);
  posts.text(`${FLEET_HEADER}\r\n`);
  for (const [index, unit] of ground.units.entries()) {
    const gpx = unit.mode === 'foot' ? createByteWriter(1 << 22) : undefined;
    const flights = unit.mode === 'drone' ? createByteWriter(1 << 21) : undefined;
    flights?.text(`${FLIGHT_HEADER}\r\n`);
    gpx?.text(
      `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Beatline 演示数据" xmlns="http://www.topografix.com/GPX/1/1">\n`,
    );
    let written = 0;
    for (let day = lastDay - days; day <= lastDay; day += 1) {
      for (const duty of dutiesOn(ground, unit, day)) {
        if (duty.endMs <= fromMs || duty.startMs >= untilMs) continue;
        const fixes = sampleShift(ground.seed, unit, duty, drawShift(ground, airspace, index, duty));
        const [first, end] = [firstAt(fixes, fromMs), firstAt(fixes, untilMs)];
        if (gpx !== undefined) writeSegments(gpx, unit.code, fixes, first, end);
        else writeRows(flights ?? (unit.mode === 'post' ? posts : fleet), unit.code, fixes, first, end, flights !== undefined);
        written += end - first;
      }
    }
    if (gpx !== undefined) {
      gpx.text('</gpx>\n');
      yield {
        name: `${unit.code}.gpx`,
        bytes: gpx.bytes(),
        unit: unit.code,
        mode: 'foot',
        fixes: written,
      };
    } else if (flights !== undefined) {
      yield { name: `${unit.code}.csv`, bytes: flights.bytes(), unit: undefined, mode: 'drone', fixes: written };
    } else counts[unit.mode === 'post' ? 'post' : 'vehicle'] += written;
  }
  yield { name: '车组定位.csv', bytes: fleet.bytes(), unit: undefined, mode: 'vehicle', fixes: counts.vehicle };
  yield { name: '岗位签到.csv', bytes: posts.bytes(), unit: undefined, mode: 'post', fixes: counts.post };
}

function firstAt(fixes: ShiftFixes, instantMs: number): number {
  let index = 0;
  while (index < fixes.length && fixes.instantMs[index] < instantMs) index += 1;
  return index;
}

function writeRows(writer: ByteWriter, code: string, fixes: ShiftFixes, first: number, end: number, isFlight: boolean): void {
  for (let i = first; i < end; i += 1) {
    writer.text(code);
    writer.text(',');
    writeClock(writer, fixes.instantMs[i] + LOCAL_OFFSET_MS, ' ');
    writer.text(',');
    writer.decimal(fixes.lng[i], 6);
    writer.text(',');
    writer.decimal(fixes.lat[i], 6);
    writer.text(',');
    writer.decimal(fixes.speedMetersPerSecond[i] * 3.6, 0);
    writer.text(',');
    writer.decimal(fixes.accuracyMeters[i], 0);
    if (isFlight) {
      writer.text(',');
      writer.decimal(fixes.heightMeters[i], 1);
      writer.text(',');
      writer.decimal(fixes.pitchDegrees[i], 0);
      writer.text(',');
      writer.decimal(fixes.yawDegrees[i], 1);
    }
    writer.text('\r\n');
  }
}

/** A duty is one track of one segment. */
function writeSegments(writer: ByteWriter, code: string, fixes: ShiftFixes, first: number, end: number): void {
  if (first >= end) return;
  writer.text('<trk><name>');
  writer.text(code);
  writer.text('</name><trkseg>\n');
  for (let i = first; i < end; i += 1) {
    writer.text('<trkpt lat="');
    writer.decimal(fixes.lat[i], 6);
    writer.text('" lon="');
    writer.decimal(fixes.lng[i], 6);
    writer.text('">');
    writer.text('<time>');
    writeClock(writer, fixes.instantMs[i], 'T');
    writer.text('Z</time></trkpt>\n');
  }
  writer.text('</trkseg></trk>\n');
}

let clockDay = Number.NaN;
let clockText = '';

/** 2026-11-20T13:47:12 of a clock without zone; the date is kept from row to row. */
function writeClock(writer: ByteWriter, clockMs: number, between: string): void {
  const day = Math.floor(clockMs / 86_400_000);
  if (day !== clockDay) {
    clockDay = day;
    clockText = new Date(day * 86_400_000).toISOString().slice(0, 10);
  }
  const seconds = Math.floor((clockMs - day * 86_400_000) / 1000);
  writer.text(clockText);
  writer.text(between);
  writer.whole(Math.floor(seconds / 3600), 2);
  writer.text(':');
  writer.whole(Math.floor(seconds / 60) % 60, 2);
  writer.text(':');
  writer.whole(seconds % 60, 2);
}
