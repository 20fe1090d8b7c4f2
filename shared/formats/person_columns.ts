/** Header words, normalised, that name a person, a person's number or a plate. Whole words of a header in English, parts of it in Chinese. */
const PERSON_WORDS: ReadonlySet<string> = new Set([
  'name',
  'firstname',
  'lastname',
  'fullname',
  'surname',
  'victim',
  'suspect',
  'caller',
  'complainant',
  'offender',
  'witness',
  'driver',
  'officer',
  'person',
  'phone',
  'telephone',
  'tel',
  'mobile',
  'cell',
  'idcard',
  'idnumber',
  'ssn',
  'passport',
  'plate',
  'licenseplate',
  'licenceplate',
  'platenumber',
  'email',
  'birthdate',
  'dob',
  'birthday',
]);
const PERSON_PARTS = [
  '姓名',
  '报警人',
  '报案人',
  '当事人',
  '联系人',
  '联系电话',
  '联系方式',
  '公民身份',
  '电话',
  '手机',
  '身份证',
  '证件号',
  '车牌',
  '号牌',
  '嫌疑人',
  '受害人',
  '被害人',
  '事主',
  '户主',
  '住户',
  '驾驶人',
  '司机',
  '处警人',
  '出警人',
  '接警人',
  '接警员',
  '民警',
  '出生日期',
  '邮箱',
  '微信',
];

/** Weights and check characters of the 18-digit identity number (GB 11643-1999). */
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const ID_CHECKS = '10X98765432';
const MOBILE_NUMBER = /^(?:\+?86)?1[3-9]\d{9}$/;
/** Area code and number of a landline, as numbers are written in China. */
const LANDLINE = /^0\d{2,3}[-\s]?\d{7,8}(?:-\d{1,5})?$/;
const PLATE = /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\s]?[A-Z0-9]{5,6}$/;
/** Chosen, because a column of people may be half empty, while a stray number in an address column must not remove it. */
const TELLING_FRACTION = 0.5;

/** Lower case without spaces, punctuation and brackets: `Hundred_Block` and `HUNDRED BLOCK` are one name. */
export function normalisedHeader(header: string): string {
  return header.toLowerCase().replace(/[\s_\-.·:：()（）[\]【】/]+/g, '');
}

/**
 * Indices of the columns that look like persons, by their header or by most of their values (identity numbers with a right check digit, mobile
 * numbers, number plates). Such columns are never read further. Columns whose normalised header is one of `knownHeaders` are judged by their values only.
 */
export function personColumns(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  knownHeaders: ReadonlySet<string> = new Set(),
): number[] {
  return header.flatMap((name, column) =>
    (!knownHeaders.has(normalisedHeader(name)) && isPersonHeader(name)) || holdsPersons(sample.map((row) => (row[column] ?? '').trim()))
      ? [column]
      : [],
  );
}

function isPersonHeader(header: string): boolean {
  if (PERSON_WORDS.has(normalisedHeader(header))) return true;
  if (PERSON_PARTS.some((part) => header.includes(part))) return true;
  const words = header
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  return words.length > 1 && words.some((word) => PERSON_WORDS.has(word) && word !== 'name' && word !== 'cell');
}

function holdsPersons(values: readonly string[]): boolean {
  const filled = values.filter((value) => value !== '');
  const telling = filled.filter(
    (value) => isIdentityNumber(value) || MOBILE_NUMBER.test(value) || LANDLINE.test(value) || PLATE.test(value),
  );
  return telling.length > 0 && telling.length >= filled.length * TELLING_FRACTION;
}

/** Whether a text is an 18-digit identity number with a right check digit. */
export function isIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  const sum = ID_WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return ID_CHECKS[sum % 11] === text[17].toUpperCase();
}
