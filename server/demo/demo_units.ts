import type { UnitInput } from '@beatline/shared/model/unit';
import { STATIONS } from './city_jurisdictions';
import type { DemoPlace } from './city_places';

/** Hours a unit works, local time: 8 h from `startHour` on, or a post's own windows. */
export interface DutyHours {
  readonly startHour: number;
  readonly hours: number;
  readonly schoolDaysOnly: boolean;
}

/** A unit of the demo with what its movements are drawn from. */
export interface DemoUnit extends UnitInput {
  /** Index in STATIONS. */
  readonly station: number;
  readonly duties: readonly DutyHours[];
  /** Where a foot team walks, where a post stands: the name of a place. */
  readonly beat: string | undefined;
}

const VEHICLE_COUNT = 24;
/** One duty each: day, evening, night. Vehicles are spread evenly over them. */
const SHIFT_START_HOURS = [8, 16, 0] as const;
/** Foot teams: beat, start of the shift, kind. In the busy places by the evening, in the others by day. */
const FOOT_BEATS: readonly (readonly [beat: string, startHour: number, kind: UnitInput['kind']])[] = [
  ['站前广场', 8, 'sworn'],
  ['站前广场', 16, 'sworn'],
  ['东市夜市', 16, 'sworn'],
  ['滨江酒吧街', 16, 'auxiliary'],
  ['解放商厦', 8, 'auxiliary'],
  ['东浦百货大楼', 16, 'auxiliary'],
  ['新华批发市场', 0, 'auxiliary'],
  ['新华批发市场', 8, 'volunteer'],
  ['南岸小商品城', 8, 'sworn'],
  ['南岸小商品城', 0, 'auxiliary'],
  ['东市夜市', 0, 'auxiliary'],
  ['文昌小学', 8, 'volunteer'],
  ['东湖公园', 8, 'auxiliary'],
  ['南岸医院', 16, 'auxiliary'],
  ['澜州客运东站', 0, 'sworn'],
  ['东湖中学', 16, 'committee'],
];
const SCHOOL_POSTS = [
  '东浦第一中学',
  '文昌小学',
  '澜江实验小学',
  '东浦第三中学',
  '中山路小学',
  '铁路中学',
  '南浦小学',
  '长兴路小学',
] as const;
const EVENING_POSTS = ['站前广场', '东市夜市'] as const;
const SCHOOL_WINDOWS: readonly DutyHours[] = [
  { startHour: 7, hours: 1.25, schoolDaysOnly: true },
  { startHour: 16, hours: 1.5, schoolDaysOnly: true },
];

/** The roster: 24 vehicles, 16 foot teams, 4 drones, 10 posts; on every shift 8 vehicles and at least 4 foot teams. */
export function demoUnits(places: readonly DemoPlace[]): DemoUnit[] {
  const units: DemoUnit[] = [];
  const code = (prefix: string, number: number) => `${prefix}${`${number}`.padStart(2, '0')}`;
  const shift = (startHour: number): DutyHours => ({ startHour, hours: 8, schoolDaysOnly: false });
  for (let i = 0; i < VEHICLE_COUNT; i += 1) {
    const station = i % STATIONS.length;
    units.push({
      code: code('车', i + 1),
      kind: 'sworn',
      mode: 'vehicle',
      base: STATIONS[station].code,
      crewSworn: 1,
      crewAuxiliary: i % 3 === 0 ? 2 : 1,
      intervalSeconds: i % 4 === 0 ? 10 : 15,
      station,
      duties: [shift(SHIFT_START_HOURS[Math.floor(i / STATIONS.length) % 3])],
      beat: undefined,
    });
  }
  for (const [i, [beat, startHour, kind]] of FOOT_BEATS.entries()) {
    const station = stationOfPlace(places, beat);
    units.push({
      code: code('步', i + 1),
      kind,
      mode: 'foot',
      base: STATIONS[station].code,
      crewSworn: kind === 'sworn' ? 2 : 0,
      crewAuxiliary: kind === 'auxiliary' ? 3 : kind === 'sworn' ? 1 : 0,
      intervalSeconds: 15,
      station,
      duties: [shift(startHour)],
      beat,
    });
  }
  for (const [i, station] of STATIONS.entries()) {
    units.push({
      code: code('机', i + 1),
      kind: 'sworn',
      mode: 'drone',
      base: station.code,
      crewSworn: 1,
      crewAuxiliary: 0,
      intervalSeconds: 10,
      station: i,
      duties: [shift(i === 1 ? 8 : i === 3 ? 0 : 16)],
      beat: undefined,
    });
  }
  for (const [i, beat] of [...SCHOOL_POSTS, ...EVENING_POSTS].entries()) {
    const school = i < SCHOOL_POSTS.length;
    units.push({
      code: code('岗', i + 1),
      kind: school ? 'auxiliary' : 'sworn',
      mode: 'post',
      base: beat,
      crewSworn: school ? 1 : 2,
      crewAuxiliary: 2,
      intervalSeconds: 60,
      station: stationOfPlace(places, beat),
      duties: school ? SCHOOL_WINDOWS : [{ startHour: 18, hours: 6, schoolDaysOnly: false }],
      beat,
    });
  }
  return units;
}

/** The station whose house is nearest: near enough for whom a team belongs to. */
function stationOfPlace(places: readonly DemoPlace[], name: string): number {
  const place = places.find((candidate) => candidate.name === name);
  if (place === undefined) throw new Error(`the demo has no place ${name}`);
  const distance = (i: number) =>
    (place.v < 0 !== STATIONS[i].house.v < 0 ? 1e6 : 0) + Math.hypot(STATIONS[i].house.u - place.u, STATIONS[i].house.v - place.v);
  return STATIONS.map((_, i) => i).reduce((best, i) => (distance(i) < distance(best) ? i : best), 0);
}

/** The register file of units; crews are headcounts. */
export function writeUnits(units: readonly DemoUnit[]): Uint8Array {
  const rows = units.map((unit) =>
    [unit.code, unit.kind, unit.mode, unit.base ?? '', unit.crewSworn, unit.crewAuxiliary, unit.intervalSeconds].join(','),
  );
  return new TextEncoder().encode(`\u{feff}${['code,kind,mode,base,crewSworn,crewAuxiliary,intervalSeconds', ...rows].join('\r\n')}\r\n`);
}
