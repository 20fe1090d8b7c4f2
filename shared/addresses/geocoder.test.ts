import { describe, expect, test } from 'vitest';
import type { LngLat } from '../geo/lng_lat';
import { buildAddressBook, parseAddress, type AddressSources } from './address_book';
import { foldText } from './fold_text';
import { ACCEPTED_SCORE, createGeocoder } from './geocoder';
import { withoutHousehold } from './household';
import { buildNumberLine } from './number_line';
import { numberLabel } from './parsed_address';

/** About 94 m east and 111 m north a step. */
const at = (east: number, north: number): LngLat => [116 + east * 0.001, 33 + north * 0.001];

const SOURCES: AddressSources = {
  standard: [
    ...[1, 11, 21, 41].map((number) => ({ text: `澜州市东浦区梧桐路${number}号`, location: at(number / 10, 0) })),
    ...[1, 2, 3].map((number) => ({ text: `澜州市东浦区中山路88号和顺小区${number}号楼`, location: at(8 + number / 3, 5) })),
    { text: '澜州市东浦区和顺小区', location: at(8, 5) },
    { text: '幸福路123弄45号', location: at(2, 8) },
    { text: '滨江南路8号', location: at(1, 20) },
    { text: '滨江北路8号', location: at(1, 24) },
    { text: '滨江北路60号', location: at(6, 24) },
    { text: '120 Main Street', location: at(20, 1) },
    { text: '180 Main Street', location: at(20, 1.5) },
  ],
  places: [
    { name: '东浦第一中学', location: at(4, 4), isCompound: false, trust: 1 },
    { name: '澜州市第二医院', location: at(6, 6), isCompound: false, trust: 1 },
  ],
  communities: [],
  streets: [
    { name: '梧桐路', fromNode: 1, toNode: 2, coordinates: [at(0, 0), at(5, 0)] },
    { name: '中山路', fromNode: 2, toNode: 3, coordinates: [at(5, 0), at(5, 9)] },
    { name: '滨江南路', fromNode: 4, toNode: 5, coordinates: [at(0, 20), at(9, 20)] },
    { name: '滨江北路', fromNode: 6, toNode: 7, coordinates: [at(0, 24), at(9, 24)] },
    { name: 'Main Street', fromNode: 8, toNode: 9, coordinates: [at(20, 0), at(20, 4)] },
    { name: 'West 23rd Avenue', fromNode: 9, toNode: 10, coordinates: [at(20, 4), at(25, 4)] },
    { name: 'West 63rd Avenue', fromNode: 8, toNode: 11, coordinates: [at(20, 0), at(25, 0)] },
  ],
};
const geocoder = createGeocoder(buildAddressBook(SOURCES));
const placed = (text: string) => geocoder.geocode([text])[0];

describe('reading', () => {
  test('full-width digits, Chinese numerals, blanks and dashes are one spelling', () => {
    expect(foldText('梧桐路 １２３ 号')).toBe('梧桐路123号');
    expect(foldText('梧桐路一百二十三号')).toBe('梧桐路123号');
    expect(foldText('二〇五室')).toBe('205室');
    expect(foldText('十里铺二十条')).toBe('10里铺20条');
    expect(foldText('和顺小区5－2—301')).toBe('和顺小区5-2-301');
  });

  test('a unit and a room are left out, a lane keeps its doors', () => {
    expect(parseAddress('中山路12号和顺小区3栋2单元501室').parts).toMatchObject([
      { name: '中山路', door: { from: 12 } },
      { name: '和顺小区', building: { from: 3 } },
    ]);
    expect(parseAddress('幸福路123弄45号201室').parts).toMatchObject([{ name: '幸福路123弄', building: { from: 45 } }]);
    expect(parseAddress('10XX BEACH AVE').parts).toMatchObject([{ name: 'beach avenue', door: { from: 1000, to: 1099 } }]);
    expect(parseAddress('100 BLOCK MAIN ST').parts).toMatchObject([{ name: 'main street', door: { from: 100, to: 199 } }]);
  });
});

describe('placing', () => {
  test.each([
    ['东浦区梧桐路11号', 'house_number', at(1.1, 0)],
    ['梧铜路11号', 'house_number', at(1.1, 0)],
    ['江淮省澜州市东浦区梧桐路16号', 'house_number', at(1.6, 0)],
    ['和顺小区2栋3单元', 'building', at(8 + 2 / 3, 5)],
    ['和顺2#', 'building', at(8 + 2 / 3, 5)],
    ['中山路88号和顺小区3幢', 'building', at(9, 5)],
    ['和顺小区', 'compound', at(8, 5)],
    ['梧桐路与中山路交叉口', 'crossing', at(5, 0)],
    ['中山路梧铜路口', 'crossing', at(5, 0)],
    ['东浦第1中学门口', 'building', at(4, 4)],
    ['第二医院', 'building', at(6, 6)],
    ['幸福路123弄45号', 'building', at(2, 8)],
    ['150 MAIN ST', 'house_number', at(20, 1.25)],
    ['1XX MAIN ST', 'section', at(20, 1.25)],
    ['W 23RD AV / MAIN ST', 'crossing', at(20, 4)],
  ] as const)('%s is a %s', (text, level, location) => {
    const hit = placed(text);
    expect(hit?.level).toBe(level);
    expect(hit?.location[0]).toBeCloseTo(location[0], 5);
    expect(hit?.location[1]).toBeCloseTo(location[1], 5);
  });

  test('what could be either of two streets is offered, not placed', () => {
    expect(placed('滨江路')).toBeUndefined();
    expect(placed('滨江路8号')).toBeUndefined();
    // A number that only one of them has tells which is meant.
    expect(placed('滨江路60号')).toMatchObject({ matched: '滨江北路60号' });
    expect(
      geocoder
        .find('滨江路', 5)
        .map((hit) => hit.matched)
        .sort(),
    ).toEqual(['滨江北路', '滨江南路']);
  });

  test('a long street without a number, a number beyond the last, another town and nonsense are not placed', () => {
    expect(placed('中山路')).toBeUndefined();
    expect(geocoder.find('中山路', 1)[0]).toMatchObject({ level: 'section', matched: '中山路' });
    expect(placed('梧桐路900号')).toBeUndefined();
    expect(placed('杭州市西湖区梧桐路11号')).toBeUndefined();
    expect(placed('')).toBeUndefined();
    expect(placed('???')).toBeUndefined();
    expect(placed('W 33RD AV / MAIN ST')).toBeUndefined();
  });

  test('words for near take little, many metres away take it off the map', () => {
    expect(placed('梧桐路11号附近')?.score).toBeLessThan(placed('梧桐路11号')?.score ?? 0);
    expect(geocoder.find('和顺小区东侧300米', 1)[0]?.score).toBeLessThan(ACCEPTED_SCORE);
  });
});

test('a number between two known ones stands between them, far from both it is not guessed', () => {
  const line = buildNumberLine([
    { number: numberLabel('10'), location: at(0, 0) },
    { number: numberLabel('20'), location: at(1, 0) },
    { number: numberLabel('600'), location: at(60, 0) },
  ]);
  expect(line.between(15)?.location[0]).toBeCloseTo(at(0.5, 0)[0], 9);
  expect(line.between(300)).toBeUndefined();
  expect(line.between(640)).toBeUndefined();
});

test('a household is reduced to its building, everything else stays as written', () => {
  expect(withoutHousehold('和顺小区3栋2单元501室')).toBe('和顺小区3栋');
  expect(withoutHousehold('和顺小区三号楼二单元五〇一室')).toBe('和顺小区三号楼');
  expect(withoutHousehold('和顺小区5-2-301')).toBe('和顺小区5');
  expect(withoutHousehold('和顺小区3栋-2-301')).toBe('和顺小区3栋');
  expect(withoutHousehold('梧桐路１２号３０１室')).toBe('梧桐路12号');
  expect(withoutHousehold('Apt 5, 12 Main St')).not.toContain('5');
  for (const whole of ['梧桐路12号', '东市夜市南门', '三里河路一区5号楼', '中关村北二条', '12 Main St', '10XX BEACH AVE'])
    expect(withoutHousehold(whole)).toBe(whole);
});
