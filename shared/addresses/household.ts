const NUMERAL = '[\\da-z〇零一二两三四五六七八九十百]';
/** What stands after a building: unit, stair, floor, room, each with its number. */
const HOUSEHOLD = new RegExp(
  `${NUMERAL}+(?:单元|号房|室|层|户|门(?!口|前|外|诊|市|卫|面))|[东南西北中左右][户室]|(?<=(?:号楼|栋|幢|座|单元)-?)${NUMERAL}+楼`,
  'giu',
);
/** Numbers without a word at the end, after a building or a unit: 3栋-2-301, 5号楼502. */
const LOOSE = /(?<=(?:号楼|栋|幢|座|#|单元|号))[-\s]*\d+(?:-\d+)*$/;
/** 小区5-2-301: building, unit, room. */
const DASHED = /(\d+)(?:-\d+){1,3}$/;
const LATIN_UNIT = /,?\s*\b(?:apt|apartment|unit|suite|ste|rm|room|floor|fl)\b\.?\s*#?\s*[\w-]+/gi;

/** An address without unit, floor and room: of a household only its building is kept. Other text stays as it was written. */
export function withoutHousehold(address: string): string {
  const narrow = address.normalize('NFKC').trim();
  if (!/\p{Script=Han}/u.test(narrow)) return narrow.replace(LATIN_UNIT, '').trim();
  let text = narrow.replace(HOUSEHOLD, '');
  text = text.replace(LOOSE, '').replace(/-+$/, '');
  return DASHED.test(text) && !/号\d*-?\d*$/.test(text) ? text.replace(DASHED, '$1') : text;
}
