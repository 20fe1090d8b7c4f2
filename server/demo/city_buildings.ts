import type { Rectangle, Site } from './city_blocks';
import type { StreetLine } from './city_streets';
import type { SeededRandom } from './seeded_random';

/** One building, its value of the OpenStreetMap key `building` and its storeys. */
export interface Building extends Rectangle {
  readonly kind:
    | 'apartments'
    | 'house'
    | 'retail'
    | 'commercial'
    | 'office'
    | 'industrial'
    | 'warehouse'
    | 'school'
    | 'university'
    | 'hospital'
    | 'public'
    | 'train_station';
  readonly levels: number;
}

/** Fills the ground of one site with the buildings its use asks for; the roads inside it stay free. */
export function raiseBuildings(
  ground: Rectangle,
  use: Site['use'],
  roads: readonly StreetLine[],
  random: SeededRandom,
  out: Building[],
): void {
  const add = (building: Building) => {
    out.push(...clearOfRoads(building, roads, ground));
  };
  switch (use) {
    case 'homes':
      return slabs(ground, { spacing: 44, depth: 13, length: [46, 78], kind: 'apartments', levels: [5, 7] }, random, add);
    case 'towers':
      return towers(ground, random, add);
    case 'hospital':
      return slabs(ground, { spacing: 68, depth: 24, length: [60, 110], kind: 'hospital', levels: [5, 15] }, random, add);
    case 'government':
      return slabs(ground, { spacing: 84, depth: 22, length: [70, 120], kind: 'public', levels: [4, 9] }, random, add);
    case 'school':
      return slabs(
        { ...ground, north: ground.south + (ground.north - ground.south) * 0.58 },
        { spacing: 48, depth: 15, length: [60, 95], kind: 'school', levels: [4, 5] },
        random,
        add,
      );
    case 'college':
      return slabs(ground, { spacing: 74, depth: 20, length: [55, 100], kind: 'university', levels: [4, 8] }, random, add);
    case 'old_town':
      return packed(ground, { side: [15, 26], gap: 2.5, filled: 0.86, kind: 'house', levels: [2, 4] }, random, add);
    case 'village':
      return packed(ground, { side: [14, 21], gap: 2, filled: 0.93, kind: 'house', levels: [3, 6] }, random, add);
    case 'night_market':
      return packed(ground, { side: [20, 32], gap: 4, filled: 0.82, kind: 'retail', levels: [1, 3] }, random, add);
    case 'bars':
      return packed(ground, { side: [26, 44], gap: 6, filled: 0.84, kind: 'commercial', levels: [3, 8] }, random, add);
    case 'wholesale':
      return slabs(ground, { spacing: 34, depth: 24, length: [70, 110], kind: 'retail', levels: [2, 4] }, random, add);
    case 'small_goods':
      return slabs(ground, { spacing: 36, depth: 25, length: [60, 100], kind: 'retail', levels: [2, 4] }, random, add);
    case 'commerce':
      return packed(ground, { side: [42, 74], gap: 10, filled: 0.92, kind: 'commercial', levels: [5, 26] }, random, add);
    case 'station':
      return packed(ground, { side: [34, 58], gap: 10, filled: 0.78, kind: 'commercial', levels: [4, 14] }, random, add);
    case 'industry':
      return slabs(ground, { spacing: 66, depth: 46, length: [80, 140], kind: 'industrial', levels: [1, 3] }, random, add);
    case 'logistics':
      return slabs(ground, { spacing: 92, depth: 58, length: [110, 190], kind: 'warehouse', levels: [1, 1] }, random, add);
    default:
      return;
  }
}

/** Half a road and its kerb, metres. */
const ROAD_CLEARANCE_METERS = 5;
const SMALLEST_SIDE_METERS = 9;

/** A building moved off the roads along it and parted by the roads across it; what gets too small or leaves the ground is not built. */
function clearOfRoads(building: Building, roads: readonly StreetLine[], ground: Rectangle): Building[] {
  let parts = [building];
  for (const road of roads) {
    parts = parts.flatMap((part) => {
      const [low, high, from, to] =
        road.along === 'v' ? [part.west, part.east, part.south, part.north] : [part.south, part.north, part.west, part.east];
      if (road.at <= low - ROAD_CLEARANCE_METERS || road.at >= high + ROAD_CLEARANCE_METERS || road.to <= from || road.from >= to)
        return [part];
      if (road.along === 'v') {
        return [
          { ...part, east: road.at - ROAD_CLEARANCE_METERS },
          { ...part, west: road.at + ROAD_CLEARANCE_METERS },
        ];
      }
      const depth = high - low;
      const south = road.at > (low + high) / 2 ? road.at - ROAD_CLEARANCE_METERS - depth : road.at + ROAD_CLEARANCE_METERS;
      return [{ ...part, south, north: south + depth }];
    });
  }
  return parts.filter(
    (part) =>
      part.east - part.west >= SMALLEST_SIDE_METERS &&
      part.north - part.south >= SMALLEST_SIDE_METERS &&
      part.south >= ground.south &&
      part.north <= ground.north &&
      part.west >= ground.west &&
      part.east <= ground.east,
  );
}

interface SlabStyle {
  readonly spacing: number;
  readonly depth: number;
  readonly length: readonly [number, number];
  readonly kind: Building['kind'];
  readonly levels: readonly [number, number];
}

/** Rows that face south, as most Chinese housing does. */
function slabs(ground: Rectangle, style: SlabStyle, random: SeededRandom, add: (building: Building) => void): void {
  const height = ground.north - ground.south - 12;
  const rows = Math.max(1, Math.floor((height + style.spacing - style.depth) / style.spacing));
  const pitch = height / rows;
  const shift = random.between(0, 12);
  for (let row = 0; row < rows; row += 1) {
    const south = ground.south + 6 + row * pitch + Math.max(0, (pitch - style.depth) / 2);
    if (south + style.depth > ground.north - 3) continue;
    const available = ground.east - ground.west - 12;
    const count = Math.max(1, Math.round(available / (random.between(style.length[0], style.length[1]) + 9)));
    const each = available / count;
    for (let k = 0; k < count; k += 1) {
      if (random.chance(0.07)) continue;
      const west = ground.west + 6 + k * each;
      const length = each - 9 - (k === count - 1 ? shift * 0.5 : 0);
      if (length < 14) continue;
      add({
        west,
        east: west + length,
        south,
        north: south + style.depth,
        kind: style.kind,
        levels: Math.round(random.between(style.levels[0], style.levels[1])),
      });
    }
  }
}

/** Point blocks in staggered rows with a low row of shops towards the street. */
function towers(ground: Rectangle, random: SeededRandom, add: (building: Building) => void): void {
  const shops = 15;
  for (let west = ground.west + 2; west < ground.east - 30; west += 52) {
    if (random.chance(0.85))
      add({
        west,
        east: Math.min(west + 46, ground.east - 2),
        south: ground.south + 1,
        north: ground.south + 1 + shops,
        kind: 'retail',
        levels: 2,
      });
  }
  let row = 0;
  for (let south = ground.south + 38; south + 20 < ground.north - 8; south += 60) {
    for (let west = ground.west + 14 + (row % 2) * 24; west + 34 < ground.east - 8; west += 66) {
      if (random.chance(0.9))
        add({ west, east: west + 34, south, north: south + 18, kind: 'apartments', levels: Math.round(random.between(18, 33)) });
    }
    row += 1;
  }
}

interface PackStyle {
  readonly side: readonly [number, number];
  readonly gap: number;
  readonly filled: number;
  readonly kind: Building['kind'];
  readonly levels: readonly [number, number];
}

/** Houses wall to wall in rows of uneven depth. */
function packed(ground: Rectangle, style: PackStyle, random: SeededRandom, add: (building: Building) => void): void {
  let south = ground.south + 1;
  while (south + style.side[0] * 0.7 <= ground.north - 1) {
    const depth = Math.min(random.between(style.side[0], style.side[1]) * 0.9, ground.north - 1 - south);
    let west = ground.west + 1;
    while (west + style.side[0] * 0.6 <= ground.east - 1) {
      const width = Math.min(random.between(style.side[0], style.side[1]), ground.east - 1 - west);
      const setback = random.between(0, depth * 0.16);
      if (random.chance(style.filled))
        add({
          west,
          east: west + width,
          south: south + setback,
          north: south + depth,
          kind: style.kind,
          levels: Math.round(random.between(style.levels[0], style.levels[1])),
        });
      west += width + style.gap;
    }
    south += depth + style.gap;
  }
}
