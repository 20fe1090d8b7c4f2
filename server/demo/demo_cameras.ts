import type { City } from './city';
import { demoProjection, groundOf } from './city_frame';
import type { DemoPlace } from './city_places';
import { nearestNode, nodesOf } from './patrol_network';

/** Places with a camera at their crossing; the real thing has hundreds, and leaves as much unseen. Chosen. */
const WATCHED_PLACES = 90;
/** Every so many looks all round. */
const DOME_EVERY = 3;
/** Every so many has been out since the day before the end. */
const OUT_EVERY = 29;
const DAY_MS = 86_400_000;

/** The register file of fixed cameras: one at the crossing nearest to each of the first registered places, looking at it or all round. */
export function writeCameras(city: City, places: readonly DemoPlace[], untilMs: number): Uint8Array {
  const usable = nodesOf(city.network, 'vehicle');
  const taken = new Set<number>();
  const rows: string[] = [];
  for (const place of places.filter(({ registered }) => registered)) {
    if (rows.length === WATCHED_PLACES) break;
    const at = groundOf(place.u, place.v);
    const node = nearestNode(city.network, usable, at);
    if (taken.has(node)) continue;
    taken.add(node);
    const { x, y } = city.network.nodes[node];
    const [lng, lat] = demoProjection.toLngLat({ x, y });
    const number = rows.length + 1;
    const bearing = Math.round((Math.atan2(at.x - x, at.y - y) * 180) / Math.PI + 360) % 360;
    const view = number % DOME_EVERY === 0 ? [0, 360, 90] : [bearing, 75, 140];
    const outage = number % OUT_EVERY === 0 ? new Date(untilMs - DAY_MS).toISOString() : '';
    rows.push([`视${`${number}`.padStart(3, '0')}`, `${place.name}路口`, lng.toFixed(6), lat.toFixed(6), ...view, 6, outage].join(','));
  }
  return new TextEncoder().encode(`\u{feff}${['编号,名称,经度,纬度,朝向,水平视场角,可视距离,高度,故障开始', ...rows].join('\r\n')}\r\n`);
}
