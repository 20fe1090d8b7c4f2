/** Ends of Chinese post titles. */
const TITLE_ENDS = [
  '长',
  '教导员',
  '指导员',
  '民警',
  '辅警',
  '警员',
  '主任',
  '书记',
  '队员',
  '专员',
  '经理',
  '负责人',
  '值班员',
  '岗',
  '组',
  '班',
  '中队',
  '大队',
  '派出所',
  '警务室',
];
/** Words a title is made of before its end: ranks, duties and bodies. */
const TITLE_WORDS =
  /第?[一二三四五六七八九十\d]+|副|正|常务|分管|主管|值班|巡逻|巡防|社区|治安|交通|交警|交管|刑侦|政治|法制|综合|勤务|机动|铁骑|派出所|分局|支队|大队|中队|小队|警务|警务室|警务站|街道|办事处|乡|镇|村|居委会|村委会|路段|片区|网格|辖区|辅警|岗|站|所|队|局|处|科|股|室|班|组|办|委|公安|高速|城管|综治|安全|管理|服务|中心|校|园区|路|大街|街|巷|道|区|县|市|省/g;
/** The hundred most frequent family names cover 85 % of people (Ministry of Public Security, 2020 report on names); two-character ones are listed apart. */
const FAMILY_NAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤';
const TWO_CHARACTER_NAMES = ['欧阳', '上官', '司马', '诸葛', '皇甫', '东方', '尉迟', '公孙', '慕容', '令狐', '长孙', '宇文', '司徒'];

const ENGLISH_TITLES =
  /\b(chief|officer|captain|lieutenant|sergeant|inspector|commander|head|director|supervisor|superintendent|constable|deputy|manager|lead|leader|warden|post|duty|desk|patrol|team|unit)\b/i;
/** Words of English titles beside the title itself; anything else with a capital letter may be a name. */
const ENGLISH_WORDS =
  /\b(of|the|and|for|in|at|no|station|precinct|district|division|section|sector|area|zone|north|south|east|west|central|first|second|third|fourth|traffic|road|street|police|public|safety|security|community|night|day|shift|beat|highway|assistant|senior|vice|squad|bureau|office|on|charge)\b/gi;

/**
 * Whether a text is the title of a post, such as 中心派出所副所长 or "Traffic sergeant, north", and no person's name: Chinese titles end in a title word and
 * what stands before it is made of ranks, duties, bodies and place names of two characters or more, not of a family name with one or two characters.
 * A name that happens to be made of such words cannot be told apart; an unusual title is refused rather than a name kept.
 */
export function isPostTitle(text: string): boolean {
  const title = text.trim();
  if (title === '' || title.length > 60 || /\d{5,}/.test(title)) return false;
  return /\p{Script=Han}/u.test(title) ? isChineseTitle(title) : isEnglishTitle(title);
}

function isChineseTitle(title: string): boolean {
  // 所长 张三, 张三（所长）: parts apart from each other must each be a title or a body.
  const parts = title.split(/[\s,，、:：()（）/]+/).filter((part) => part !== '');
  return parts.length > 0 && parts.every(isChineseTitlePart);
}

function isChineseTitlePart(part: string): boolean {
  const end = TITLE_ENDS.find((word) => part.endsWith(word));
  if (end === undefined) return false;
  // What no title word explains is a place name or a person's name: 中关村, 王伟.
  const rest = part
    .slice(0, part.length - end.length)
    .replace(TITLE_WORDS, ' ')
    .trim();
  const head = rest.split(' ')[0] ?? '';
  if (head === '') return true;
  const startsTitle = part.startsWith(head);
  const isFamilyName = FAMILY_NAMES.includes(head[0]) || TWO_CHARACTER_NAMES.some((name) => head.startsWith(name));
  // A place name is followed by the body of that place; a person's name directly by the title.
  const isFollowedByBody = part.slice(head.length, part.length - end.length).length > 0;
  const isLastWord = rest === head && part.slice(0, part.length - end.length).endsWith(head);
  return startsTitle ? isFollowedByBody && !isLastWord : !(isLastWord && (isFamilyName || head.length <= 3));
}

function isEnglishTitle(title: string): boolean {
  if (!ENGLISH_TITLES.test(title)) return false;
  const rest = title.replace(new RegExp(ENGLISH_TITLES, 'gi'), '').replace(ENGLISH_WORDS, '');
  return !/[A-Z]?[a-z]{2,}/.test(rest.replace(/\b[A-Z]?\d+\w*\b/g, ''));
}
