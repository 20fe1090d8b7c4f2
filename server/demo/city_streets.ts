import {
  AVENUES,
  BRIDGE_AVENUES,
  COLLECTOR_AVENUE_NAMES,
  COLLECTOR_STREET_NAMES,
  COLUMN_COUNT,
  CROSS_STREETS,
  NAME_STEMS,
  OVERRUN_METERS,
  PEDESTRIAN_STREET,
  RAIL_ROW,
  RIVER_ROW,
  ROW_COUNT,
  UNDERPASS_AVENUES,
  quarterAt,
  railV,
  type HighwayClass,
  type Quarter,
} from './city_plan';
import { createRandom, seedFor, type SeededRandom } from './seeded_random';

/** A straight street in street space: along u at a constant v, or along v at a constant u. */
export interface StreetLine {
  readonly along: 'u' | 'v';
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly highway: HighwayClass;
  readonly name: string;
  readonly oneway: -1 | 0 | 1;
  /** A gate of a compound stands where the line leaves the street, at its start, end or both. */
  readonly gates: readonly number[];
}

/** A piece of ground between streets, with the class of the street on each side (undefined: none, e.g. the railway). */
export interface Block {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
  readonly sides: { readonly west: HighwayClass; readonly east: HighwayClass; readonly south: HighwayClass; readonly north: HighwayClass };
  readonly quarter: Quarter;
  readonly column: number;
  readonly row: number;
  readonly stem: string;
}

export interface StreetPlan {
  readonly lines: readonly StreetLine[];
  readonly blocks: readonly Block[];
  /** The collector that halves each column of superblocks, u. */
  readonly collectorU: readonly number[];
}

/** How finely each quarter is cut: target side of a block in metres and the class of its lanes. */
const GRAIN: Readonly<Partial<Record<Quarter, { readonly blockMeters: number; readonly lane: HighwayClass; readonly deadEnds: number }>>> =
  {
    homes: { blockMeters: 265, lane: 'residential', deadEnds: 0 },
    towers: { blockMeters: 310, lane: 'residential', deadEnds: 0 },
    old_town: { blockMeters: 112, lane: 'living_street', deadEnds: 0.22 },
    village: { blockMeters: 84, lane: 'living_street', deadEnds: 0.18 },
    commerce: { blockMeters: 150, lane: 'residential', deadEnds: 0 },
    station: { blockMeters: 170, lane: 'residential', deadEnds: 0 },
    wholesale: { blockMeters: 130, lane: 'residential', deadEnds: 0 },
    night_market: { blockMeters: 118, lane: 'living_street', deadEnds: 0.1 },
    bars: { blockMeters: 140, lane: 'residential', deadEnds: 0 },
    small_goods: { blockMeters: 120, lane: 'residential', deadEnds: 0 },
    government: { blockMeters: 230, lane: 'residential', deadEnds: 0 },
    hospital: { blockMeters: 240, lane: 'residential', deadEnds: 0 },
    industry: { blockMeters: 330, lane: 'residential', deadEnds: 0 },
    logistics: { blockMeters: 350, lane: 'residential', deadEnds: 0 },
  };

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

/** 1 to 99 as written on street signs: 二十三. */
function numeral(number: number): string {
  const tens = Math.floor(number / 10);
  return `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '十' : ''}${DIGITS[number % 10]}`;
}

export function drawStreets(seed: number): StreetPlan {
  const random = createRandom(seedFor(seed, 'streets'));
  const lines: StreetLine[] = [...arterialLines()];
  const blocks: Block[] = [];
  const stems = shuffled(NAME_STEMS, random);
  const collectorU = AVENUES.slice(0, -1).map((line, i) => line.at + (AVENUES[i + 1].at - line.at) * random.between(0.44, 0.56));
  const collectorV = CROSS_STREETS.slice(0, -1).map(
    (line, i) => line.at + (CROSS_STREETS[i + 1].at - line.at) * random.between(0.44, 0.56),
  );

  for (let row = 0; row < ROW_COUNT; row += 1) {
    if (row === RIVER_ROW) continue;
    for (let column = 0; column < COLUMN_COUNT; column += 1) {
      const quarter = quarterAt(column, row);
      if (quarter === 'outside') continue;
      const stem = stems[(row * COLUMN_COUNT + column) % stems.length] ?? '东浦';
      for (const plot of plotsOf(column, row, quarter, stem, lines)) {
        cutPlot(plot, { u: collectorU[column], v: collectorV[row] }, random, lines, blocks);
      }
    }
  }
  return { lines, blocks, collectorU };
}

/** Arterials, cut where a park swallows them, where there is no bridge or underpass, and beyond the corners of the district. */
function* arterialLines(): Generator<StreetLine> {
  for (const [i, avenue] of AVENUES.entries()) {
    const pieces: [number, number][] = [];
    for (let row = 0; row < ROW_COUNT; row += 1) {
      const west = quarterAt(i - 1, row);
      const east = quarterAt(i, row);
      if (west === 'outside' && east === 'outside') continue;
      if (west === 'park' && east === 'park') continue;
      if (row === RIVER_ROW && !BRIDGE_AVENUES.includes(i)) continue;
      const south = CROSS_STREETS[row].at;
      const north = CROSS_STREETS[row + 1].at;
      if (row === RAIL_ROW && !UNDERPASS_AVENUES.includes(i)) {
        const strips = [railStrip(i - 1), railStrip(i)].filter((strip) => strip !== undefined);
        pieces.push([south, Math.max(...strips.map((strip) => strip.south))], [Math.min(...strips.map((strip) => strip.north)), north]);
      } else pieces.push([south, north]);
    }
    yield* joined(pieces).map(([from, to]) => ({
      along: 'v' as const,
      at: avenue.at,
      highway: avenue.highway,
      name: avenue.name,
      oneway: 0 as const,
      gates: [],
      from: from === CROSS_STREETS[0].at ? from - OVERRUN_METERS : from,
      to: to === CROSS_STREETS[ROW_COUNT].at ? to + OVERRUN_METERS : to,
    }));
  }
  for (const [j, street] of CROSS_STREETS.entries()) {
    const pieces: [number, number][] = [];
    for (let column = 0; column < COLUMN_COUNT; column += 1) {
      const south = j === 0 ? 'outside' : quarterAt(column, j - 1);
      const north = quarterAt(column, j);
      if (south === 'outside' && north === 'outside') continue;
      if (south === 'park' && north === 'park') continue;
      pieces.push([AVENUES[column].at, AVENUES[column + 1].at]);
    }
    yield* joined(pieces).map(([from, to]) => ({
      along: 'u' as const,
      at: street.at,
      highway: street.highway,
      name: street.name,
      oneway: 0 as const,
      gates: [],
      from: from === AVENUES[0].at ? from - OVERRUN_METERS : from,
      to: to === AVENUES[COLUMN_COUNT].at ? to + OVERRUN_METERS : to,
    }));
  }
}

function joined(pieces: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of pieces) {
    const last = result.at(-1);
    if (last !== undefined && last[1] === from) last[1] = to;
    else result.push([from, to]);
  }
  return result;
}

/** The railway's land in one column of superblocks, v from south to north; undefined outside the plan. */
export function railStrip(column: number): { readonly south: number; readonly north: number } | undefined {
  const west = AVENUES[column];
  const east = AVENUES[column + 1];
  if (west === undefined || east === undefined) return undefined;
  const values = [west.at, (west.at + east.at) / 2, east.at].map(railV);
  const half = quarterAt(column, RAIL_ROW) === 'station' || quarterAt(column, RAIL_ROW) === 'logistics' ? 58 : 34;
  return { south: Math.min(...values) - half, north: Math.max(...values) + half };
}

/** A superblock as one plot, or two when the railway parts it; the lanes along the railway are added here. */
function plotsOf(column: number, row: number, quarter: Quarter, stem: string, lines: StreetLine[]): Block[] {
  const whole: Block = {
    west: AVENUES[column].at,
    east: AVENUES[column + 1].at,
    south: CROSS_STREETS[row].at,
    north: CROSS_STREETS[row + 1].at,
    quarter,
    column,
    row,
    stem,
    sides: {
      west: AVENUES[column].highway,
      east: AVENUES[column + 1].highway,
      south: CROSS_STREETS[row].highway,
      north: CROSS_STREETS[row + 1].highway,
    },
  };
  const strip = row === RAIL_ROW ? railStrip(column) : undefined;
  if (strip === undefined) return [whole];
  const along = (at: number, name: string) =>
    lines.push({ along: 'u', at, from: whole.west, to: whole.east, highway: 'residential', name, oneway: 0, gates: [] });
  along(strip.south, '铁路南街');
  along(strip.north, '铁路北街');
  return [
    { ...whole, north: strip.south, sides: { ...whole.sides, north: 'residential' } },
    { ...whole, south: strip.north, sides: { ...whole.sides, south: 'residential' } },
  ];
}

function cutPlot(
  plot: Block,
  collector: { readonly u: number; readonly v: number },
  random: SeededRandom,
  lines: StreetLine[],
  blocks: Block[],
): void {
  const grain = GRAIN[plot.quarter];
  if (grain === undefined) {
    blocks.push(plot);
    return;
  }
  let quarters = [plot];
  if (random.chance(plot.quarter === 'industry' || plot.quarter === 'logistics' ? 0.55 : 0.92)) {
    const oneway = (plot.quarter === 'old_town' || plot.quarter === 'commerce') && random.chance(0.35) ? (random.chance(0.5) ? 1 : -1) : 0;
    const walkers = plot.column === PEDESTRIAN_STREET.column && plot.row === PEDESTRIAN_STREET.row;
    const [highway, name] = walkers
      ? (['pedestrian', PEDESTRIAN_STREET.name] as const)
      : (['tertiary', COLLECTOR_AVENUE_NAMES[plot.column]] as const);
    quarters = quarters.flatMap((q) => splitAt(q, 'v', collector.u, highway, name, walkers ? 0 : oneway, lines));
  }
  if (collector.v > plot.south + 120 && collector.v < plot.north - 120 && random.chance(0.9)) {
    quarters = quarters.flatMap((q) => splitAt(q, 'u', collector.v, 'tertiary', COLLECTOR_STREET_NAMES[plot.row], 0, lines));
  }
  const counter = { lanes: 0 };
  for (const quarter of quarters) cutBlock(quarter, grain, counter, random, lines, blocks);
}

function cutBlock(
  block: Block,
  grain: NonNullable<(typeof GRAIN)[Quarter]>,
  counter: { lanes: number },
  random: SeededRandom,
  lines: StreetLine[],
  blocks: Block[],
): void {
  const width = block.east - block.west;
  const height = block.north - block.south;
  const longest = Math.max(width, height);
  if (longest < grain.blockMeters * random.between(1.15, 1.5)) {
    blocks.push(block);
    return;
  }
  const fraction = random.between(0.38, 0.62);
  counter.lanes += 1;
  const name = laneName(block.stem, counter.lanes, grain.lane, random);
  const along = width >= height ? 'v' : 'u';
  const at = along === 'v' ? block.west + width * fraction : block.south + height * fraction;
  const stop = random.chance(grain.deadEnds) ? random.between(0.15, 0.4) : 0;
  for (const part of splitAt(block, along, at, grain.lane, name, 0, lines, stop)) cutBlock(part, grain, counter, random, lines, blocks);
}

function laneName(stem: string, number: number, highway: HighwayClass, random: SeededRandom): string {
  if (highway === 'living_street') return `${stem}${numeral(number)}巷`;
  return number === 1 ? `${stem}${random.chance(0.5) ? '街' : '支路'}` : `${stem}${numeral(number)}街`;
}

/** Cuts a block by a street at `at`; the street may stop short of the far side by a share of its length. */
function splitAt(
  block: Block,
  along: 'u' | 'v',
  at: number,
  highway: HighwayClass,
  name: string,
  oneway: -1 | 0 | 1,
  lines: StreetLine[],
  stopShortFraction = 0,
): [Block, Block] {
  const [from, to] = along === 'v' ? [block.south, block.north] : [block.west, block.east];
  lines.push({ along, at, from, to: to - (to - from) * stopShortFraction, highway, name, oneway, gates: [] });
  return along === 'v'
    ? [
        { ...block, east: at, sides: { ...block.sides, east: highway } },
        { ...block, west: at, sides: { ...block.sides, west: highway } },
      ]
    : [
        { ...block, north: at, sides: { ...block.sides, north: highway } },
        { ...block, south: at, sides: { ...block.sides, south: highway } },
      ];
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
