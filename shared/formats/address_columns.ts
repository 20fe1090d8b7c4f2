import { withoutHousehold } from '../addresses/household';
import type { RegisterFormat } from './register_columns';

/** Fields of a standard address (COMMANDS, `import addresses`): the text, or its parts, and the position. */
export const ADDRESS_FIELDS = ['address', 'city', 'district', 'street', 'number', 'compound', 'building', 'lng', 'lat', 'x', 'y'] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];

/** A row as read, not yet in degrees. */
export interface AddressRow {
  /** Unit, floor and room left out. */
  readonly address: string;
  /** Longitude or x, latitude or y, as written. */
  readonly position: readonly [number, number];
}

const LONGEST_ADDRESS_CHARACTERS = 200;

/** How a table of standard addresses is recognised and read. */
export const ADDRESS_FORMAT: RegisterFormat<AddressField, AddressRow> = {
  fields: ADDRESS_FIELDS,
  required: [],
  noun: 'standard address',
  spellings: {
    address: ['address', 'fulladdress', '标准地址', '地址', '详细地址', '地址全称', '门牌地址', '门楼牌地址', '标准地址全称', 'addr'],
    city: ['city', '市', '城市', '地市'],
    district: ['district', '区', '区县', '县区', '行政区'],
    street: ['street', 'streetname', '街路巷', '街路巷名', '道路', '道路名称', '路名', '街道名称', '街路巷名称'],
    number: ['number', 'housenumber', 'doornumber', '门牌号', '门牌', '号', '门楼牌号'],
    compound: ['compound', 'estate', '小区', '小区名称', '小区名', '院落', '单位院落', '建筑物名称'],
    building: ['building', 'buildingnumber', '楼栋', '楼栋号', '楼号', '栋号', '幢号', '楼牌号'],
    lng: ['lng', 'lon', 'long', 'longitude', '经度', '经度wgs84', 'wgs84经度', '经度坐标'],
    lat: ['lat', 'latitude', '纬度', '纬度wgs84', 'wgs84纬度', '纬度坐标'],
    x: ['x', 'x坐标', '横坐标', 'coordx', 'easting'],
    y: ['y', 'y坐标', '纵坐标', 'coordy', 'northing'],
  },
  reader: (_table, mapping) => (cell) => {
    const [across, along] = mapping.lng === undefined ? (['x', 'y'] as const) : (['lng', 'lat'] as const);
    const text = withoutHousehold(cell('address') === '' ? joined(cell) : cell('address'));
    if (text === '') return { valid: false, field: 'address', reason: 'address_missing' };
    if (text.length > LONGEST_ADDRESS_CHARACTERS) return { valid: false, field: 'address', reason: 'cell_too_long' };
    const position = [Number(cell(across)), Number(cell(along))] as const;
    if (cell(across) === '' || !Number.isFinite(position[0])) return { valid: false, field: across, reason: 'coordinate_unreadable' };
    if (cell(along) === '' || !Number.isFinite(position[1])) return { valid: false, field: along, reason: 'coordinate_unreadable' };
    return { valid: true, row: { address: text, position } };
  },
};

/** Parts in the order an address is written; numbers get the word they lack. */
function joined(cell: (field: AddressField) => string): string {
  const numbered = (text: string, word: string) => (/^[\d甲乙丙丁-]+$/.test(text) ? text + word : text);
  const street = cell('street') + numbered(cell('number'), '号');
  const compound = cell('compound') + numbered(cell('building'), '号楼');
  return street === '' && compound === '' ? '' : cell('city') + cell('district') + street + compound;
}
