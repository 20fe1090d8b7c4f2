/** The master plan of the demo district in street space: arterial lines, what each superblock is for, names. Invented throughout. */

export type HighwayClass =
  | 'trunk'
  | 'primary'
  | 'secondary'
  | 'tertiary'
  | 'residential'
  | 'living_street'
  | 'service'
  | 'pedestrian'
  | 'footway';

export interface ArterialLine {
  /** Position across its direction in street space, metres. */
  readonly at: number;
  readonly name: string;
  readonly highway: HighwayClass;
}

/** North-south arterials, west to east. */
export const AVENUES: readonly ArterialLine[] = [
  { at: -3950, name: '西环大道', highway: 'trunk' },
  { at: -3300, name: '梧桐路', highway: 'secondary' },
  { at: -2650, name: '文昌大街', highway: 'primary' },
  { at: -2060, name: '学苑路', highway: 'secondary' },
  { at: -1390, name: '朝阳大街', highway: 'secondary' },
  { at: -820, name: '解放大街', highway: 'primary' },
  { at: -220, name: '站前大街', highway: 'primary' },
  { at: 430, name: '和平大街', highway: 'secondary' },
  { at: 1020, name: '东浦大道', highway: 'primary' },
  { at: 1690, name: '湖滨路', highway: 'secondary' },
  { at: 2360, name: '科创路', highway: 'secondary' },
  { at: 3040, name: '迎宾大道', highway: 'secondary' },
  { at: 3780, name: '东环大道', highway: 'trunk' },
];

/** East-west arterials, south to north; the river runs between the two embankment roads. */
export const CROSS_STREETS: readonly ArterialLine[] = [
  { at: -2740, name: '南环路', highway: 'trunk' },
  { at: -2110, name: '南苑路', highway: 'secondary' },
  { at: -1480, name: '长兴路', highway: 'primary' },
  { at: -860, name: '望江路', highway: 'secondary' },
  { at: -195, name: '滨江南路', highway: 'secondary' },
  { at: 195, name: '滨江北路', highway: 'secondary' },
  { at: 820, name: '工农路', highway: 'secondary' },
  { at: 1430, name: '中山路', highway: 'primary' },
  { at: 2060, name: '人民路', highway: 'primary' },
  { at: 2680, name: '新华路', highway: 'secondary' },
  { at: 3300, name: '建设路', highway: 'primary' },
  { at: 4010, name: '云台路', highway: 'secondary' },
  { at: 4560, name: '北苑路', highway: 'secondary' },
  { at: 5130, name: '北环路', highway: 'trunk' },
];

/** What a superblock is for. */
export type Quarter =
  | 'outside'
  | 'fields'
  | 'homes'
  | 'towers'
  | 'old_town'
  | 'village'
  | 'commerce'
  | 'station'
  | 'wholesale'
  | 'night_market'
  | 'bars'
  | 'small_goods'
  | 'government'
  | 'hospital'
  | 'college'
  | 'park'
  | 'industry'
  | 'logistics'
  | 'river';

const QUARTER_OF_LETTER: Readonly<Record<string, Quarter>> = {
  '.': 'outside',
  f: 'fields',
  R: 'homes',
  T: 'towers',
  O: 'old_town',
  V: 'village',
  C: 'commerce',
  S: 'station',
  W: 'wholesale',
  M: 'night_market',
  B: 'bars',
  N: 'small_goods',
  K: 'government',
  H: 'hospital',
  U: 'college',
  P: 'park',
  I: 'industry',
  L: 'logistics',
  '~': 'river',
};

/** One letter a superblock, north at the top; row k of the text lies between cross streets 12−k and 13−k. */
const PLAN_ROWS = [
  '.fUURTTRVII.', //
  'fTUURRTRRIIf',
  'LLIRRWSRVRIf',
  'LLRROCCWKRRf',
  'IRROOCCRKPPT',
  'RRROOOMRRPPT',
  'RVRROOMHRRTT',
  'TTRRHOBBRTTf',
  '~~~~~~~~~~~~',
  'fVTRRNRTTRRf',
  'fRRHRNRRVRf.',
  '.fIRTRRRIRf.',
  '..fIVRTIIf..',
] as const;

export const COLUMN_COUNT = AVENUES.length - 1;
export const ROW_COUNT = CROSS_STREETS.length - 1;
export const RIVER_ROW = 4;
/** The row of superblocks the railway runs through. */
export const RAIL_ROW = 10;

export function quarterAt(column: number, row: number): Quarter {
  const letter = PLAN_ROWS[ROW_COUNT - 1 - row]?.[column];
  return letter === undefined ? 'outside' : (QUARTER_OF_LETTER[letter] ?? 'outside');
}

/** Avenues that cross the river; each bridge has its avenue's name. */
export const BRIDGE_AVENUES: readonly number[] = [0, 2, 5, 8, 10, 12];
/** Avenues that pass under the railway; the others end on both sides of it. */
export const UNDERPASS_AVENUES: readonly number[] = [0, 2, 4, 5, 7, 8, 10, 12];

export const RIVER_NAME = '澜江';
/** Half the width of the water, metres in street space; it swells and narrows a little. */
export function riverHalfWidthMeters(u: number): number {
  return 92 + 13 * Math.sin(u / 560 + 0.7);
}
/** A bridge begins and ends this far from mid-river: outside the water everywhere. */
export const BRIDGE_REACH_METERS = 128;

/** Where the railway runs: v of the track at u. */
export function railV(u: number): number {
  return 3668 + 0.045 * u + 58 * Math.sin(u / 2100 + 1);
}

/** The station stands between the track and 站前广场. */
export const STATION_BUILDING = { name: '澜州东站', column: 6, west: -40, east: 210, depthMeters: 30 } as const;
export const PLAZA_NAME = '站前广场';

/** Streets run on past the outline of the district as a neighbouring district's would. */
export const OVERRUN_METERS = 380;

/** Pavement edge to centre line, metres: the inset of walls and buildings from a street. */
export const HALF_WIDTH_METERS: Readonly<Record<HighwayClass, number>> = {
  trunk: 30,
  primary: 25,
  secondary: 20,
  tertiary: 14,
  residential: 8,
  living_street: 4,
  service: 4,
  pedestrian: 9,
  footway: 2,
};

/** Streets halfway through superblocks, west to east and south to north; a superblock may lack its piece. */
export const COLLECTOR_AVENUE_NAMES = [
  '柳林街',
  '桑园街',
  '府学街',
  '槐安街',
  '钟楼西街',
  '鼓楼街',
  '顺城街',
  '东市街',
  '玉带街',
  '荷塘街',
  '临湖街',
  '柳堤街',
] as const;
export const COLLECTOR_STREET_NAMES = [
  '果园路',
  '砚池路',
  '兴业路',
  '渡口路',
  '',
  '竹林路',
  '东渡路',
  '石桥路',
  '文庙路',
  '青年路',
  '铁道路',
  '丰登路',
  '麦场路',
] as const;

/** The collector of this superblock is for walkers only. */
export const PEDESTRIAN_STREET = { column: 5, row: 8, name: '金街步行街' } as const;

/** Stems of names within a superblock (lanes, compounds, schools): one each, taken in order from a shuffled list. */
export const NAME_STEMS = [
  '和顺',
  '永安',
  '康宁',
  '锦华',
  '翠屏',
  '兰亭',
  '梅园',
  '松涛',
  '枫林',
  '紫荆',
  '银杏',
  '桂花',
  '海棠',
  '芙蓉',
  '百合',
  '玉兰',
  '凤鸣',
  '龙泉',
  '金桥',
  '银河',
  '星光',
  '朝晖',
  '晨曦',
  '明月',
  '清泉',
  '碧波',
  '澜湾',
  '江畔',
  '望江',
  '听涛',
  '临江',
  '南浦',
  '东篱',
  '西园',
  '北辰',
  '中和',
  '太平',
  '长乐',
  '安居',
  '福田',
  '吉祥',
  '如意',
  '祥云',
  '瑞景',
  '华庭',
  '景明',
  '春晓',
  '秋实',
  '立新',
  '红旗',
  '前进',
  '胜利',
  '团结',
  '光明',
  '向阳',
  '东风',
  '建设',
  '纺织',
  '机床',
  '铁路',
  '邮电',
  '供销',
  '粮站',
  '棉纺',
  '化工',
  '轴承',
  '电机',
  '农机',
  '水利',
  '地质',
  '勘探',
  '林业',
  '学林',
  '书香',
  '墨池',
  '文华',
  '文汇',
  '博雅',
  '翰林',
  '状元',
  '崇文',
  '尚德',
  '明德',
  '育才',
  '启明',
  '勤学',
  '求真',
  '知行',
  '同心',
  '同德',
  '仁爱',
  '友谊',
  '幸福',
  '美满',
  '团圆',
  '喜乐',
  '万和',
  '万达里',
  '鼎盛',
  '恒泰',
  '宏图',
  '鸿运',
  '富华',
  '金鼎',
  '宝泰',
  '汇通',
  '通达',
  '通江',
  '通济',
  '广济',
  '普济',
  '慈云',
  '青云',
  '白云',
  '彩云',
  '云溪',
  '云锦',
  '锦绣',
  '锦江',
  '锦城',
  '柳巷',
  '杨树',
  '槐荫',
  '桑梓',
  '竹园',
  '荷香',
  '莲池',
  '菱湖',
  '芦荻',
  '蒲塘',
  '稻香',
  '麦香',
  '果香',
  '杏花',
  '桃源',
  '梨园',
] as const;
