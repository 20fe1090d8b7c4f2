import type { LngLat, LngLatBounds } from '../geo/lng_lat';
import { Refusal } from '../model/refusal';

/** Tags of one OpenStreetMap element. A key that is absent reads as undefined. */
export type OsmTags = Readonly<Partial<Record<string, string>>>;

export interface OsmTaggedNode {
  readonly id: number;
  readonly location: LngLat;
  readonly tags: OsmTags;
}
export interface OsmWay {
  readonly id: number;
  readonly refs: readonly number[];
  readonly tags: OsmTags;
}
export interface OsmRelation {
  readonly id: number;
  readonly members: readonly { readonly type: 'node' | 'way' | 'relation'; readonly ref: number; readonly role: string }[];
  readonly tags: OsmTags;
}

/** An OpenStreetMap extract in memory: what both file forms (PBF, XML) are read into. May refer to nodes and ways it does not hold. */
export interface OsmData {
  readonly nodeCount: number;
  /** Extent of its nodes; undefined when there is none. */
  readonly bounds: LngLatBounds | undefined;
  /** Position of a node, undefined when the extract does not hold it. */
  location(nodeId: number): LngLat | undefined;
  /** Nodes with at least one tag. */
  readonly taggedNodes: readonly OsmTaggedNode[];
  readonly ways: readonly OsmWay[];
  readonly relations: readonly OsmRelation[];
}

/** Takes the elements of one extract in any order and hands them back as {@link OsmData}. Of two elements with one id the later wins. */
export interface OsmCollector {
  addNode(id: number, lng: number, lat: number, tags: OsmTags | undefined): void;
  addWay(way: OsmWay): void;
  addRelation(relation: OsmRelation): void;
  finish(): OsmData;
}

/** OpenStreetMap stores seven decimals; readers bring rounding noise behind them. */
const DEGREE_STEPS = 1e7;
const FIRST_CAPACITY = 4096;
/** A map of V8 holds 2^24 entries; a city has some million nodes, a province some ten. */
const MOST_ELEMENTS = 16_000_000;

/** An empty collector. Memory: 16 bytes of coordinates and one map entry per node. Throws a Refusal `osm_too_large` beyond 16 million. */
export function createOsmCollector(): OsmCollector {
  const indexOfNode = new Map<number, number>();
  let coordinates = new Float64Array(2 * FIRST_CAPACITY);
  let [west, south, east, north] = [180, 90, -180, -90];
  const taggedNodes = new Map<number, OsmTaggedNode>();
  const ways = new Map<number, OsmWay>();
  const relations = new Map<number, OsmRelation>();

  function location(nodeId: number): LngLat | undefined {
    const index = indexOfNode.get(nodeId);
    if (index === undefined) return undefined;
    return [coordinates[2 * index] ?? Number.NaN, coordinates[2 * index + 1] ?? Number.NaN];
  }

  return {
    addNode(id, lng, lat, tags) {
      if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 90)) return;
      if (indexOfNode.size >= MOST_ELEMENTS) throw tooLarge();
      const index = indexOfNode.get(id) ?? indexOfNode.size;
      if (2 * index >= coordinates.length) {
        const larger = new Float64Array(2 * coordinates.length);
        larger.set(coordinates);
        coordinates = larger;
      }
      coordinates[2 * index] = Math.round(lng * DEGREE_STEPS) / DEGREE_STEPS;
      coordinates[2 * index + 1] = Math.round(lat * DEGREE_STEPS) / DEGREE_STEPS;
      indexOfNode.set(id, index);
      west = Math.min(west, lng);
      south = Math.min(south, lat);
      east = Math.max(east, lng);
      north = Math.max(north, lat);
      if (tags !== undefined) taggedNodes.set(id, { id, location: location(id) ?? [lng, lat], tags });
    },
    addWay(way) {
      if (ways.size >= MOST_ELEMENTS) throw tooLarge();
      ways.set(way.id, way);
    },
    addRelation(relation) {
      if (relations.size >= MOST_ELEMENTS) throw tooLarge();
      relations.set(relation.id, relation);
    },
    finish: () => ({
      nodeCount: indexOfNode.size,
      bounds: indexOfNode.size === 0 ? undefined : [west, south, east, north],
      location,
      taggedNodes: [...taggedNodes.values()],
      ways: [...ways.values()],
      relations: [...relations.values()],
    }),
  };
}

function tooLarge(): Refusal {
  return new Refusal(
    'osm_too_large',
    `the extract holds more than ${MOST_ELEMENTS} nodes or ways`,
    'cut out the area of the deployment, e.g. with osmium extract',
  );
}
