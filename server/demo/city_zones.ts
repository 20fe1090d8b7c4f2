import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { ZoneKind } from '@beatline/shared/model/zone';
import { groundOf, lngLatOfStreetSpace } from './city_frame';
import { AVENUES, railV } from './city_plan';
import { rounded, STATIONS } from './city_jurisdictions';
import type { DemoPlace } from './city_places';

export interface DemoZone {
  readonly name: string;
  readonly kind: ZoneKind;
  /** Corners in street space, closed. */
  readonly ring: readonly (readonly [u: number, v: number])[];
}

const HELIPAD_RADIUS_METERS = 420;
const RAIL_MARGIN_METERS = 90;

/** No-fly ground round the hospital's helipad and along the railway, private ground that no camera may look into, and the stations' yards. */
export function drawZones(places: readonly DemoPlace[]): DemoZone[] {
  const hospital = places.find((place) => place.name === '东浦区人民医院');
  const zones: DemoZone[] = [];
  if (hospital !== undefined)
    zones.push({ name: '区人民医院直升机起降点', kind: 'no-fly', ring: circle(hospital.u, hospital.v, HELIPAD_RADIUS_METERS) });
  const us = Array.from({ length: 33 }, (_, i) => AVENUES[0].at + (i * (AVENUES[AVENUES.length - 1].at - AVENUES[0].at)) / 32);
  const rail = [
    ...us.map((u) => [u, railV(u) - RAIL_MARGIN_METERS] as const),
    ...us.toReversed().map((u) => [u, railV(u) + RAIL_MARGIN_METERS] as const),
  ];
  zones.push({ name: '澜东铁路净空保护区', kind: 'no-fly', ring: [...rail, rail[0]] });
  for (const name of ['东浦区人民政府', '南岸医院']) {
    const site = places.find((place) => place.name === name)?.site;
    if (site !== undefined)
      zones.push({
        name: `${name}禁拍区`,
        kind: 'privacy',
        ring: [
          [site.west, site.south],
          [site.east, site.south],
          [site.east, site.north],
          [site.west, site.north],
          [site.west, site.south],
        ],
      });
  }
  for (const { name, house } of STATIONS) zones.push({ name: `${name}驻地`, kind: 'base', ring: circle(house.u, house.v, 55) });
  return zones;
}

function circle(u: number, v: number, radius: number): (readonly [number, number])[] {
  return Array.from(
    { length: 33 },
    (_, i) => [u + radius * Math.cos(((i % 32) * Math.PI) / 16), v + radius * Math.sin(((i % 32) * Math.PI) / 16)] as const,
  );
}

export function zoneRingLngLat(zone: DemoZone): LngLat[] {
  return zone.ring.map(([u, v]) => rounded(lngLatOfStreetSpace(u, v)));
}

/** Whether a straight flight between two ground positions touches no-fly or privacy ground. */
export function createAirspace(
  zones: readonly DemoZone[],
): (a: { readonly x: number; readonly y: number }, b: { readonly x: number; readonly y: number }) => boolean {
  const rings = zones.filter((zone) => zone.kind !== 'base').map((zone) => zone.ring.map(([u, v]) => groundOf(u, v)));
  return (a, b) =>
    rings.every((ring) => !inside(ring, a) && !inside(ring, b) && ring.every((p, i) => i === 0 || !crosses(ring[i - 1], p, a, b)));
}

type Point = { readonly x: number; readonly y: number };

function inside(ring: readonly Point[], at: Point): boolean {
  let within = false;
  for (let i = 1; i < ring.length; i += 1) {
    const [p, q] = [ring[i - 1], ring[i]];
    if (p.y > at.y !== q.y > at.y && at.x < ((q.x - p.x) * (at.y - p.y)) / (q.y - p.y) + p.x) within = !within;
  }
  return within;
}

function crosses(p: Point, q: Point, a: Point, b: Point): boolean {
  const side = (o: Point, d: Point, at: Point) => (d.x - o.x) * (at.y - o.y) - (d.y - o.y) * (at.x - o.x);
  return side(p, q, a) > 0 !== side(p, q, b) > 0 && side(a, b, p) > 0 !== side(a, b, q) > 0;
}
