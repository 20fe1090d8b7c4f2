import { PLACE_KINDS, type PlaceKind } from '../model/place';
import { TIERS, type Tier } from '../model/tier';
import { ZONE_KINDS, type ZoneKind } from '../model/zone';
import { namedWord } from './named_word';

/** Kinds of place as Chinese registers write them; the words of the issue of tasks first, then others for the same. */
const PLACE_KIND_NAMES: Readonly<Record<string, PlaceKind>> = {
  学校: 'school',
  中学: 'school',
  小学: 'school',
  大学: 'school',
  幼儿园: 'kindergarten',
  广场: 'square',
  农贸市场: 'market',
  市场: 'market',
  商超: 'mall',
  商场: 'mall',
  超市: 'mall',
  公交站: 'bus_stop',
  公交站点: 'bus_stop',
  商业网点: 'shop_cluster',
  寄递物流: 'logistics',
  汽车销售: 'car_sales',
  小旅店: 'small_hotel',
  小旅馆: 'small_hotel',
  银行: 'bank',
  医院: 'hospital',
  小区: 'compound',
  居民小区: 'compound',
  警务室: 'police_room',
  派出所: 'police_station',
  警企服务站: 'enterprise_service',
  文明劝导站: 'civility_post',
  高风险企业: 'risk_enterprise',
  火车站: 'railway_station',
  其他: 'other',
  其它: 'other',
};

const ZONE_KIND_NAMES: Readonly<Record<string, ZoneKind>> = {
  禁飞区: 'no-fly',
  限飞区: 'no-fly',
  驻地: 'base',
  隐私区: 'privacy',
  校区: 'campus',
  商区: 'commercial',
  商业区: 'commercial',
  影视区: 'film_tourism',
  产业园区: 'industrial_park',
  住宅区: 'residential',
  居住区: 'residential',
};

/** Risk levels by colour, and by the four words of the national classification 重大、较大、一般、低 (GB/T 23694; 安委办〔2016〕3号 gives them these colours). */
const RISK_NAMES: Readonly<Record<string, Tier>> = {
  红: 'red',
  红色: 'red',
  重大: 'red',
  重大风险: 'red',
  橙: 'orange',
  橙色: 'orange',
  较大: 'orange',
  较大风险: 'orange',
  黄: 'yellow',
  黄色: 'yellow',
  一般: 'yellow',
  一般风险: 'yellow',
  蓝: 'blue',
  蓝色: 'blue',
  低: 'blue',
  低风险: 'blue',
};

/** The kind of place a register names, by code or Chinese word; undefined when it names none. */
export function placeKindOf(text: string): PlaceKind | undefined {
  return kindOf(text, PLACE_KINDS, PLACE_KIND_NAMES);
}

/** The kind of zone a register names. */
export function zoneKindOf(text: string): ZoneKind | undefined {
  return kindOf(text, ZONE_KINDS, ZONE_KIND_NAMES);
}

/** The colour of a risk level. */
export function riskLevelOf(text: string): Tier | undefined {
  return kindOf(text, TIERS, RISK_NAMES);
}

function kindOf<Kind extends string>(text: string, kinds: readonly Kind[], names: Readonly<Record<string, Kind>>): Kind | undefined {
  const word = text.trim();
  const loose = word.toLowerCase().replace(/[\s-]/g, '_');
  return kinds.find((kind) => kind === word || kind.replace('-', '_') === loose) ?? namedWord(names, word);
}
