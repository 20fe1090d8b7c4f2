import type { PlaceKind } from '@beatline/shared/model/place';
import type { BuiltCity, Site } from './city_blocks';
import {
  AVENUES,
  COLUMN_COUNT,
  CROSS_STREETS,
  HALF_WIDTH_METERS,
  OVERRUN_METERS,
  PLAZA_NAME,
  RIVER_ROW,
  ROW_COUNT,
  STATION_BUILDING,
  quarterAt,
  railV,
} from './city_plan';
import { PARK } from './city_green';
import { STATIONS } from './city_jurisdictions';
import { COMMERCE_NAMES, SMALL_GOODS_NAMES, WHOLESALE_NAMES } from './city_sites';
import { createRandom, seedFor } from './seeded_random';

/** A named place of the demo district; its position is where one meets it: at its gate or on its pavement. */
export interface DemoPlace {
  readonly name: string;
  readonly kind: PlaceKind;
  readonly u: number;
  readonly v: number;
  /** The ground it fills, when it fills some. */
  readonly site: Site | undefined;
  /** OpenStreetMap tags of its node or area; empty: not on the base map (the register alone knows it). */
  readonly tags: Readonly<Record<string, string>>;
  /** What patrols must see to: goes into the register of key places. */
  readonly registered: boolean;
}

export function namePlaces(built: BuiltCity, seed: number): DemoPlace[] {
  const random = createRandom(seedFor(seed, 'places'));
  const places: DemoPlace[] = [];
  const taken = new Set<string>();
  const add = (
    name: string,
    kind: PlaceKind,
    position: { readonly u: number; readonly v: number },
    tags: DemoPlace['tags'],
    registered: boolean,
    site?: Site,
  ): boolean => {
    if (name === '' || taken.has(name)) return false;
    taken.add(name);
    places.push({ name, kind, u: position.u, v: position.v, tags, registered, site });
    return true;
  };
  const sitesOf = (use: Site['use']) => built.sites.filter((site) => site.use === use);
  const bySize = (sites: readonly Site[]) => sites.toSorted((a, b) => areaOf(b) - areaOf(a));

  // Transport
  add(
    STATION_BUILDING.name,
    'railway_station',
    { u: (STATION_BUILDING.west + STATION_BUILDING.east) / 2, v: railV(85) - 42 },
    { railway: 'station' },
    true,
  );
  for (const site of sitesOf('plaza')) add(PLAZA_NAME, 'square', centerOf(site), { place: 'square' }, true, site);
  const coaches = bySize(sitesOf('station'))[0];
  add('澜州客运东站', 'bus_stop', doorOf(coaches), { amenity: 'bus_station' }, true, coaches);
  for (const [name, u, v] of METRO_STATIONS) add(name, 'bus_stop', { u, v }, { public_transport: 'station', station: 'subway' }, true);
  for (const [i, avenue] of AVENUES.entries()) {
    for (const [j, street] of CROSS_STREETS.entries()) {
      if (
        quarterAt(Math.min(i, COLUMN_COUNT - 1), Math.min(j, ROW_COUNT - 1)) === 'outside' ||
        random.chance(0.22) ||
        (j > RIVER_ROW - 1 && j < RIVER_ROW + 2)
      )
        continue;
      add(
        `${avenue.name}${street.name}口`,
        'bus_stop',
        { u: avenue.at + 60, v: street.at - HALF_WIDTH_METERS[street.highway] + 8 },
        { highway: 'bus_stop' },
        false,
      );
    }
  }

  // Schools, health, government: at their gates
  for (const site of sitesOf('school')) add(site.name, 'school', doorOf(site), { amenity: 'school' }, true, site);
  for (const site of sitesOf('hospital'))
    if (site.name.includes('医院')) add(site.name, 'hospital', doorOf(site), { amenity: 'hospital' }, true, site);
  for (const site of sitesOf('government'))
    add(site.name, 'other', doorOf(site), site.name.startsWith('东浦') ? { amenity: 'townhall' } : {}, site.name.startsWith('东浦'), site);
  const college = sitesOf('college').toSorted((a, b) => a.south - b.south || b.west - a.west)[0];
  add('澜州学院', 'school', doorOf(college), { amenity: 'university' }, true, college);
  const homes = sitesOf('homes').filter((site) => site.walled);
  for (const site of spread(homes, 14, random.next()))
    add(`${site.block.stem}幼儿园`, 'kindergarten', beside(site, 24), { amenity: 'kindergarten' }, true);

  // Trade
  nameLargest(bySize(sitesOf('wholesale')), WHOLESALE_NAMES, (name, site) =>
    add(name, 'market', doorOf(site), { amenity: 'marketplace' }, true, site),
  );
  nameLargest(bySize(sitesOf('small_goods')), SMALL_GOODS_NAMES, (name, site) =>
    add(name, 'market', doorOf(site), { amenity: 'marketplace' }, true, site),
  );
  nameLargest(spread(sitesOf('night_market'), 4, 0.3), ['东市夜市', '东市夜市南门', '东市小吃街', '东市鲜果市场'], (name, site) =>
    add(name, 'market', doorOf(site), { amenity: 'marketplace' }, true, site),
  );
  nameLargest(spread(sitesOf('bars'), 3, 0.4), ['滨江酒吧街', '滨江音乐广场', '码头食街'], (name, site) =>
    add(name, 'shop_cluster', doorOf(site), { landuse: 'retail' }, true, site),
  );
  nameLargest(bySize(sitesOf('commerce')), COMMERCE_NAMES, (name, site) => {
    const mall = /广场|购物|商厦|百货|商场|新天地/.test(name);
    add(name, mall ? 'mall' : 'shop_cluster', doorOf(site), mall ? { shop: 'mall' } : { landuse: 'commercial' }, mall, site);
  });
  for (const site of spread(homes, 9, random.next()))
    add(`${site.block.stem}农贸市场`, 'market', beside(site, -30), { amenity: 'marketplace' }, true);
  const shops = built.sites.filter((site) => ['commerce', 'station', 'wholesale', 'bars', 'night_market', 'towers'].includes(site.use));
  for (const [k, site] of spread(shops, 20, random.next()).entries())
    add(`${BANKS[k % BANKS.length]}${site.block.stem}支行`, 'bank', beside(site, 10), { amenity: 'bank' }, true);
  const inns = built.sites.filter((site) => ['station', 'village', 'wholesale', 'old_town'].includes(site.use));
  for (const site of spread(inns, 24, random.next()))
    add(
      `${site.block.stem}${random.pick(['旅馆', '招待所', '宾馆', '客栈'])}`,
      'small_hotel',
      beside(site, 6),
      { tourism: 'guest_house' },
      true,
    );

  // Work
  for (const site of sitesOf('logistics'))
    add(site.name, 'logistics', doorOf(site), { landuse: 'industrial', industrial: 'logistics' }, true, site);
  for (const [k, site] of sitesOf('industry').entries())
    add(site.name, k % 5 === 0 ? 'risk_enterprise' : 'enterprise_service', doorOf(site), { landuse: 'industrial' }, k % 5 === 0, site);
  for (const site of spread(sitesOf('towers'), 3, 0.5))
    add(`${site.block.stem}汽车城`, 'car_sales', beside(site, 40), { shop: 'car' }, true);

  // Police, park, homes
  for (const station of STATIONS) add(station.name, 'police_station', station.house, { amenity: 'police' }, true);
  const rooms = built.sites.filter((site) => ['homes', 'old_town', 'village', 'commerce', 'bars', 'night_market'].includes(site.use));
  for (const site of spread(rooms, 16, random.next())) add(`${site.block.stem}警务室`, 'police_room', beside(site, 2), {}, true);
  add(PARK.name, 'other', { u: PARK.west + 30, v: (PARK.south + PARK.north) / 2 + 20 }, {}, true);
  for (const site of [...homes, ...sitesOf('towers')]) add(site.name, 'compound', doorOf(site), { landuse: 'residential' }, false, site);
  return places;
}

const METRO_STATIONS = [
  ['火车东站站', 90, 3285],
  ['人民路站', 100, 2045],
  ['解放大街站', -800, 2050],
  ['文昌站', -2630, 2050],
  ['湖滨站', 1675, 2050],
  ['夜市站', -205, 1130],
  ['南岸站', -240, -1120],
  ['长兴路站', -205, -1850],
] as const;
const BANKS = ['澜州银行', '东浦农商行', '江淮银行', '惠民银行'] as const;

const areaOf = (site: Site) => (site.east - site.west) * (site.north - site.south);
const centerOf = (site: Site) => ({ u: (site.west + site.east) / 2, v: (site.south + site.north) / 2 });

/** Where one stands before a site: at its main gate, else at the middle of its southern side. */
function doorOf(site: Site): { readonly u: number; readonly v: number } {
  const gate = site.gates.find((candidate) => candidate.main) ?? site.gates[0];
  return gate ?? { u: (site.west + site.east) / 2, v: site.south };
}

/** On the southern edge of a site, so many metres from its middle. */
function beside(site: Site, meters: number): { readonly u: number; readonly v: number } {
  const half = (site.east - site.west) / 2;
  return { u: (site.west + site.east) / 2 + Math.max(-half, Math.min(half, meters)), v: site.south - 2 };
}

/** `count` of the sites, evenly through the list from a starting share on. */
function spread(sites: readonly Site[], count: number, start: number): Site[] {
  const chosen = Array.from(
    { length: Math.min(count, sites.length) },
    (_, k) => sites[Math.floor(((k + start) / count) * sites.length) % sites.length],
  );
  return [...new Set(chosen)];
}

function nameLargest(sites: readonly Site[], names: readonly string[], add: (name: string, site: Site) => void): void {
  for (const [k, name] of names.entries()) if (sites[k] !== undefined) add(name, sites[k]);
}

/** Labels of whole parts of town, street space. */
export const TOWN_PARTS = [
  ['东浦区', 'suburb', 300, 1900],
  ['老城', 'quarter', -1000, 1750],
  ['站前', 'quarter', 100, 3000],
  ['文昌', 'quarter', -2900, 1500],
  ['湖滨新城', 'quarter', 3000, 1100],
  ['南岸', 'quarter', 100, -1300],
  ['学苑', 'quarter', -2050, 4550],
  ['北工业园', 'quarter', 2750, 4500],
  ['西物流港', 'quarter', -3300, 3400],
  ['江湾', 'quarter', -2900, 480],
  ['果园', 'quarter', -3000, -520],
  ['南苑', 'quarter', -500, -2350],
] as const;

/** The rows and columns just outside the plan have no places; the overrun is for streets only. */
export const PLAN_BOUNDS = {
  west: AVENUES[0].at - OVERRUN_METERS,
  east: AVENUES[COLUMN_COUNT].at + OVERRUN_METERS,
  south: CROSS_STREETS[0].at - OVERRUN_METERS,
  north: CROSS_STREETS[ROW_COUNT].at + OVERRUN_METERS,
} as const;
