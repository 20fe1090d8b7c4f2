import { AVENUES, BRIDGE_AVENUES, CROSS_STREETS, RIVER_ROW } from './city_plan';
import type { StreetLine } from './city_streets';

/** A path that bends: corners in street space, its ends shared with other ways. */
export interface BentPath {
  readonly points: readonly (readonly [u: number, v: number])[];
  readonly name: string;
}

export const PARK = {
  name: '东湖公园',
  lakeName: '东湖',
  west: AVENUES[9].at,
  east: AVENUES[11].at,
  south: CROSS_STREETS[7].at,
  north: CROSS_STREETS[9].at,
} as const;

const LAKE = { u: (PARK.west + PARK.east) / 2 - 40, v: (PARK.south + PARK.north) / 2 + 20, radiusU: 400, radiusV: 330 } as const;

/** The shore at an angle: an oval with bays. At the four quarter turns it lies on the axes exactly, where paths meet the loop. */
function shoreAt(angle: number, outwardMeters: number): readonly [number, number] {
  const bays = 1 + 0.16 * Math.sin(2 * angle) * Math.sin(3 * angle + 0.6) - 0.1 * Math.sin(2 * angle) ** 2;
  return [
    LAKE.u + (LAKE.radiusU * bays + outwardMeters) * Math.cos(angle),
    LAKE.v + (LAKE.radiusV * bays + outwardMeters) * Math.sin(angle),
  ];
}

/** The lake's shore, closed, street space. */
export function lakeShore(): (readonly [number, number])[] {
  return Array.from({ length: 73 }, (_, i) => shoreAt((i * Math.PI) / 36, 0));
}

export function lakeIsland(): (readonly [number, number])[] {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = (i * Math.PI) / 12;
    return [LAKE.u - 120 + (62 + 9 * Math.sin(3 * angle)) * Math.cos(angle), LAKE.v + 70 + 44 * Math.sin(angle)] as const;
  });
}

const LOOP_OUTWARD_METERS = 26;

/** The walk round the lake in four quarters. */
export function lakeLoop(): BentPath[] {
  return [0, 1, 2, 3].map((quarter) => ({
    name: '环湖步道',
    points: Array.from({ length: 19 }, (_, i) => shoreAt(((quarter * 18 + i) * Math.PI) / 36, LOOP_OUTWARD_METERS)),
  }));
}

function footway(along: 'u' | 'v', at: number, from: number, to: number, name: string): StreetLine {
  return { along, at, from, to, highway: 'footway', name, oneway: 0, gates: [] };
}

/** Paths from the park's gates to the lake, the riverside walks and the steps up to the embankment roads. */
export function walks(): StreetLine[] {
  const loopU = LAKE.radiusU + LOOP_OUTWARD_METERS;
  const loopV = LAKE.radiusV + LOOP_OUTWARD_METERS;
  const lines = [
    footway('u', LAKE.v, PARK.west, LAKE.u - loopU, '公园西路径'),
    footway('u', LAKE.v, LAKE.u + loopU, PARK.east, '公园东路径'),
    footway('v', LAKE.u, PARK.south, LAKE.v - loopV, '公园南路径'),
    footway('v', LAKE.u, LAKE.v + loopV, PARK.north, '公园北路径'),
  ];
  const first = AVENUES[0].at;
  const last = AVENUES[AVENUES.length - 1].at;
  for (const [side, name] of [
    [1, '澜江北岸步道'],
    [-1, '澜江南岸步道'],
  ] as const) {
    lines.push(footway('u', side * WALK_FROM_MID_RIVER_METERS, first, last, name));
    const embankment = CROSS_STREETS[side === 1 ? RIVER_ROW + 1 : RIVER_ROW].at;
    const [south, north] = side === 1 ? [WALK_FROM_MID_RIVER_METERS, embankment] : [embankment, -WALK_FROM_MID_RIVER_METERS];
    for (const [i, avenue] of AVENUES.entries()) {
      if (!BRIDGE_AVENUES.includes(i)) lines.push(footway('v', avenue.at, south, north, ''));
      const next = AVENUES[i + 1];
      if (next !== undefined) lines.push(footway('v', (avenue.at + next.at) / 2, south, north, ''));
    }
  }
  return lines;
}

/** Between the end of the bridges and the embankment roads, which lie 195 m from mid-river. */
const WALK_FROM_MID_RIVER_METERS = 150;
