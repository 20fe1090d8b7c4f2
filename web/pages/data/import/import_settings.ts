import type { ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';

/** Which settings a kind of file listens to, in the order they are asked for. What is not listed is not shown. */
export const SETTINGS_OF_KIND: Readonly<Record<ImportKind, readonly (keyof ImportSettings)[]>> = {
  streets: [],
  jurisdictions: ['level', 'encoding', 'sheet', 'crs'],
  incidents: ['source', 'encoding', 'sheet', 'timeZone', 'crs'],
  tracks: ['unit', 'mode', 'encoding', 'sheet', 'timeZone', 'crs'],
  places: ['encoding', 'sheet', 'crs'],
  zones: ['encoding', 'sheet', 'crs'],
  roads: ['encoding', 'sheet', 'crs'],
  addresses: ['encoding', 'sheet', 'crs'],
  units: ['encoding', 'sheet'],
  roster: ['encoding', 'sheet'],
  calendar: ['encoding', 'sheet'],
  assignments: ['encoding', 'sheet'],
  cameras: ['encoding', 'sheet', 'crs'],
  round_logs: ['encoding', 'sheet', 'timeZone'],
  sign_ins: ['encoding', 'sheet', 'timeZone'],
};

/** Encodings somebody may choose; `auto` looks at the bytes. */
export const ENCODINGS = ['auto', 'utf-8', 'gb18030', 'gbk', 'utf-16le', 'utf-16be'] as const;
/** Coordinate systems somebody may choose by name; any EPSG code besides. */
export const NAMED_CRS = ['auto', 'EPSG:4326', 'GCJ-02', 'BD-09', 'EPSG:3857'] as const;
export const SOURCES = ['citizen', 'officer'] as const;

/** The level a file of boundaries is loaded as when nobody has said: the one stations have least of in a GIS of their own. */
const FIRST_LEVEL = 'police-cell';

/** What a kind needs said before it can be looked at at all. */
export function firstSettings(kind: ImportKind, settings: ImportSettings = {}): ImportSettings {
  return kind === 'jurisdictions' && settings.level === undefined ? { ...settings, level: FIRST_LEVEL } : settings;
}

/** Settings with one of them changed; `undefined` and `auto` take it out. */
export function withSetting(
  settings: ImportSettings,
  name: Exclude<keyof ImportSettings, 'map'>,
  value: string | undefined,
): ImportSettings {
  const { [name]: _, ...rest } = settings;
  return value === undefined || value === '' || value === 'auto' ? rest : { ...rest, [name]: value };
}

/** Column pairs with one changed; no column takes the field out of the file. */
export function withColumn(map: Readonly<Record<string, string>>, field: string, column: string | undefined): Record<string, string> {
  const { [field]: _, ...rest } = map;
  return column === undefined || column === '' ? rest : { ...rest, [field]: column };
}
