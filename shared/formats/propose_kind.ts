import type { ImportInspection, ImportKind } from '../model/views/import_view';

/** A word in a file's name that tells what it holds; chosen from how exports are named. */
const NAME_WORDS: readonly (readonly [ImportKind, RegExp])[] = [
  ['incidents', /警情|接警|处警|报警|案件|110|incident|crime|offen[cs]e|call/i],
  ['tracks', /轨迹|定位|gps|track|fix(es)?\b|trace/i],
  ['jurisdictions', /警格|网格|辖区|分局|派出所|边界|neighbou?rhood|jurisdiction|beat|precinct|grid|boundar/i],
  ['sign_ins', /签到|签退|sign.?in/i],
  ['round_logs', /轮巡|视频巡|round.?log/i],
  ['cameras', /摄像|固定视频|监控点|camera|cctv/i],
  ['zones', /禁飞|功能区|区域|zone|no.?fly/i],
  ['places', /部位|场所|点位|place|poi\b|school|学校/i],
  ['roads', /路长|路段|风险路|road/i],
  ['addresses', /标准地址|门牌|地址|address/i],
  ['assignments', /责任|分工|assign/i],
  ['roster', /勤务|班次|值班|roster|shift/i],
  ['calendar', /日历|节假|calendar|holiday/i],
  ['units', /单元|警力|车辆|unit|fleet/i],
  ['streets', /路网|osm|street/i],
];

const TABLE_KINDS: readonly ImportKind[] = [
  'incidents',
  'tracks',
  'places',
  'addresses',
  'units',
  'roster',
  'calendar',
  'assignments',
  'roads',
  'cameras',
  'round_logs',
  'sign_ins',
];
const SHAPE_KINDS: readonly ImportKind[] = ['jurisdictions', 'zones', 'places', 'roads', 'cameras', 'tracks', 'incidents'];

/** The kinds a file may be, by the end of its name: those worth asking the server about. */
export function kindsOfName(fileName: string): readonly ImportKind[] {
  const name = fileName.toLowerCase().replace(/\.gz$/, '');
  if (/\.(osm|pbf|osm\.bz2)$/.test(name)) return ['streets'];
  if (name.endsWith('.gpx')) return ['tracks'];
  if (/\.(csv|tsv|txt|xlsx)$/.test(name)) return TABLE_KINDS;
  if (/\.(geojson|json|kml|kmz|shp)$/.test(name)) return SHAPE_KINDS;
  return [...new Set([...SHAPE_KINDS, ...TABLE_KINDS])];
}

/** What a file most likely is: the kind whose look at it leaves least open. Undefined when no kind can read it. */
export function proposeKind(fileName: string, looks: readonly ImportInspection[]): ImportKind | undefined {
  const scored = looks.map((look) => ({ kind: look.kind, score: scoreOf(fileName, look) }));
  return scored.toSorted((a, b) => b.score - a.score)[0]?.kind;
}

/** Weights chosen so that a required column outweighs a name, and a name the share of columns that are put to use. */
function scoreOf(fileName: string, look: ImportInspection): number {
  const named = NAME_WORDS.some(([kind, words]) => kind === look.kind && words.test(fileName));
  const used = look.fields.filter((field) => field.column !== undefined).length;
  const share = look.header.length === 0 ? 0 : used / look.header.length;
  const { points, lines, areas } = look.preview;
  const hasShape = SHAPES_OF_KIND[look.kind]?.({ points: points.length, lines: lines.length, areas: areas.length }) ?? true;
  const shown = points.length + lines.length + areas.length;
  const problems = look.problems.length / Math.max(1, look.problems.length + Math.max(look.sample.length, shown));
  return (look.missing.length === 0 ? 4 : -2 * look.missing.length) + (named ? 2 : 0) + 2 * share + (hasShape ? 1 : -3) - 3 * problems;
}

type Shapes = Readonly<Record<'points' | 'lines' | 'areas', number>>;

/** What a kind must put on the map to be itself; a kind without a place has no say. */
const SHAPES_OF_KIND: Partial<Record<ImportKind, (shapes: Shapes) => boolean>> = {
  jurisdictions: ({ areas }) => areas > 0,
  zones: ({ areas }) => areas > 0,
  roads: ({ lines, areas, points }) => lines > 0 || areas + points === 0,
  tracks: ({ points, lines }) => points + lines > 0,
  places: ({ points, areas }) => points + areas > 0,
  cameras: ({ points }) => points > 0,
};
