import { HALF_WIDTH_METERS, PLAZA_NAME, STATION_BUILDING, type HighwayClass } from './city_plan';
import { railStrip, type Block, type StreetLine } from './city_streets';
import { COMPOUND_ENDINGS, PLANNED_SITES, type PlannedSite } from './city_sites';
import { raiseBuildings, type Building } from './city_buildings';
import { createRandom, seedFor, type SeededRandom } from './seeded_random';

/** An upright rectangle in street space, metres. */
export interface Rectangle {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export interface Gate {
  readonly u: number;
  readonly v: number;
  readonly main: boolean;
}

/** Ground within a block that belongs together; walled ones are entered by gates only. */
export interface Site extends Rectangle {
  readonly block: Block;
  readonly name: string;
  readonly use: Block['quarter'] | 'school' | 'plaza';
  readonly walled: boolean;
  readonly gates: readonly Gate[];
}

export interface BuiltCity {
  readonly sites: readonly Site[];
  readonly buildings: readonly Building[];
  /** Roads inside sites, from their gates on; they carry their site's name. */
  readonly innerLines: readonly StreetLine[];
}

const SIDES = ['west', 'east', 'south', 'north'] as const;
type Side = (typeof SIDES)[number];

/** Where a main gate goes, best first: a collector before a lane before an arterial. */
const GATE_PREFERENCE: readonly HighwayClass[] = [
  'tertiary',
  'residential',
  'secondary',
  'primary',
  'living_street',
  'pedestrian',
  'trunk',
  'service',
  'footway',
];
const WALLED: ReadonlySet<Site['use']> = new Set([
  'homes',
  'towers',
  'school',
  'government',
  'hospital',
  'college',
  'industry',
  'logistics',
]);

export function buildBlocks(blocks: readonly Block[], seed: number): BuiltCity {
  const random = createRandom(seedFor(seed, 'blocks'));
  const sites: Site[] = [];
  const innerLines: StreetLine[] = [];
  const buildings: Building[] = [];
  const planned = placePlannedSites(blocks);
  const plaza = plazaBlock(blocks);
  const names = new Set(PLANNED_SITES.map((site) => site.name));

  for (const block of blocks) {
    if (block.quarter === 'park' || block.quarter === 'river' || block.quarter === 'outside') continue;
    const ground = insetBlock(block);
    if (ground.east - ground.west < 18 || ground.north - ground.south < 18) continue;
    const own = planned.get(block);
    const use: Site['use'] =
      own?.kind ??
      (block.quarter === 'hospital' || block.quarter === 'government' ? (random.chance(0.5) ? 'homes' : block.quarter) : block.quarter);
    const walled = WALLED.has(use);
    const small = ground.east - ground.west < 60 || ground.north - ground.south < 60;
    const roads: StreetLine[] = [];
    const name = block === plaza ? PLAZA_NAME : (own?.name ?? siteName(block, use, names, random));
    const gates = walled && !small ? placeGates(block, ground, use, name, random, roads) : [];
    innerLines.push(...roads);
    sites.push({ ...ground, block, use: block === plaza ? 'plaza' : use, walled: walled && !small, gates, name });
    if (block !== plaza) raiseBuildings(ground, use, roads, random, buildings);
  }
  return { sites, buildings, innerLines };
}

/** Each planned site takes the largest block of its superblock that is still free. */
function placePlannedSites(blocks: readonly Block[]): Map<Block, PlannedSite> {
  const taken = new Map<Block, PlannedSite>();
  for (const site of PLANNED_SITES) {
    const free = blocks.filter((block) => block.column === site.column && block.row === site.row && !taken.has(block));
    const area = (block: Block) => Math.min((block.east - block.west) * (block.north - block.south), 70_000);
    const best = free.toSorted((a, b) => area(b) - area(a))[0];
    if (best !== undefined) taken.set(best, site);
  }
  return taken;
}

/** The block before the railway station. */
function plazaBlock(blocks: readonly Block[]): Block | undefined {
  const strip = railStrip(STATION_BUILDING.column);
  if (strip === undefined) return undefined;
  const u = (STATION_BUILDING.west + STATION_BUILDING.east) / 2;
  return blocks.find((block) => block.west <= u && block.east > u && block.north === strip.south);
}

function insetBlock(block: Block): Rectangle {
  return {
    west: block.west + HALF_WIDTH_METERS[block.sides.west],
    east: block.east - HALF_WIDTH_METERS[block.sides.east],
    south: block.south + HALF_WIDTH_METERS[block.sides.south],
    north: block.north - HALF_WIDTH_METERS[block.sides.north],
  };
}

/** Main gate, often a second one opposite; a spine between them and branches off it, cut where the walls are. */
function placeGates(block: Block, ground: Rectangle, use: Site['use'], name: string, random: SeededRandom, lines: StreetLine[]): Gate[] {
  const ranked = SIDES.toSorted((a, b) => GATE_PREFERENCE.indexOf(block.sides[a]) - GATE_PREFERENCE.indexOf(block.sides[b]));
  const side: Side = ranked[0] ?? 'south';
  const upright = side === 'south' || side === 'north';
  const [low, high] = upright ? [ground.south, ground.north] : [ground.west, ground.east];
  const [streetLow, streetHigh] = upright ? [block.south, block.north] : [block.west, block.east];
  const [left, right] = upright ? [ground.west, ground.east] : [ground.south, ground.north];
  const fromLow = side === 'south' || side === 'west';
  const through = use !== 'school' && high - low > 130 && random.chance(0.62);
  const at = left + (right - left) * random.between(0.4, 0.6);
  const from = fromLow || through ? streetLow : low + 22;
  const to = !fromLow || through ? streetHigh : high - 22;
  const walls = [...(fromLow || through ? [low] : []), ...(!fromLow || through ? [high] : [])];
  lines.push({ along: upright ? 'v' : 'u', at, from, to, highway: 'service', name, oneway: 0, gates: walls });

  const spacing = use === 'homes' || use === 'hospital' ? 95 : use === 'college' ? 120 : 115;
  const branches = use === 'school' ? 1 : Math.max(1, Math.round((high - low - 60) / spacing));
  for (let k = 1; k <= branches; k += 1) {
    const across = low + ((high - low) * k) / (branches + 1);
    lines.push({ along: upright ? 'u' : 'v', at: across, from: left + 16, to: right - 16, highway: 'service', name, oneway: 0, gates: [] });
  }
  if (use === 'college') {
    for (const share of [0.2, 0.8]) {
      lines.push({
        along: upright ? 'v' : 'u',
        at: left + (right - left) * share,
        from: low + (high - low) / (branches + 1),
        to: low + ((high - low) * branches) / (branches + 1),
        highway: 'service',
        name,
        oneway: 0,
        gates: [],
      });
    }
  }
  return walls.map((wall) => ({ u: upright ? at : wall, v: upright ? wall : at, main: wall === (fromLow ? low : high) }));
}

function siteName(block: Block, use: Site['use'], names: Set<string>, random: SeededRandom): string {
  const endings = use === 'plaza' ? undefined : COMPOUND_ENDINGS[use === 'school' ? 'homes' : use];
  if (endings === undefined) return '';
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const name = `${block.stem}${random.pick(endings)}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
  for (let number = 3; ; number += 1) {
    const name = `${block.stem}${number}区`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}
