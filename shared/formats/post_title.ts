/** Ends of Chinese post titles, longer ones first where one ends another. */
const TITLE_ENDS = (
  '派出所长 教导员 指导员 负责人 值班员 警务室 派出所 中队长 大队长 支队长 警长 所长 队长 局长 组长 站长 路长 科长 处长 股长 班长 镇长 乡长 村长 ' +
  '区长 市长 校长 民警 辅警 警员 主任 书记 队员 专员 经理 中队 大队 岗 组 班'
).split(' ');
/** Ranks and duties that stand before the end of a title. */
const RANKS =
  '副 正 常务 分管 主管 值班 巡逻 巡防 治安 交通 交警 交管 刑侦 政治 法制 综合 勤务 机动 铁骑 警务 辅警 公安 高速 城管 综治 安全 管理 服务 第'.split(
    ' ',
  );
/** Bodies and places a post belongs to; what stands before one is its name. */
const BODIES =
  '派出所 分局 支队 大队 中队 小队 警务室 警务站 社区 街道办事处 街道 办事处 居委会 村委会 乡 镇 村 大街 路段 路 街 巷 道 片区 网格 辖区 区 县 市 省 岗 站 所 队 局 处 科 股 室 组 中心 校 园区 公司'.split(
    ' ',
  );
const NUMERAL = /[一二三四五六七八九十\d]$/;
const LONGEST_CHARACTERS = 60;

const ENGLISH_TITLES =
  /\b(chief|officer|captain|lieutenant|sergeant|inspector|commander|head|director|supervisor|superintendent|constable|deputy|manager|lead|leader|warden|post|duty|desk|patrol|team|unit)\b/gi;
/** Words of English titles beside the title itself; any other word may be a name. */
const ENGLISH_WORDS =
  /\b(of|the|and|for|in|at|no|station|precinct|district|division|section|sector|area|zone|north|south|east|west|central|first|second|third|fourth|traffic|road|street|police|public|safety|security|community|night|day|shift|beat|highway|assistant|senior|vice|squad|bureau|office|on|charge)\b/gi;

/**
 * Whether a text is the title of a post, such as 中心派出所副所长 or "Traffic sergeant, north", and no person's name. A Chinese title ends in a title word;
 * before it stand ranks, duties and bodies, and a name only where a body follows it: 中关村派出所所长 is a title, 王伟所长 is not. An unusual title is refused
 * rather than a name kept; a name made of title words only cannot be told apart.
 */
export function isPostTitle(text: string): boolean {
  const title = text.trim();
  if (title === '' || title.length > LONGEST_CHARACTERS || /\d{5,}/.test(title)) return false;
  if (!/\p{Script=Han}/u.test(title)) return isEnglishTitle(title);
  // 所长 张三, 张三（所长）: each part has to be a title by itself.
  const parts = title.split(/[\s,，、:：()（）/]+/).filter((part) => part !== '');
  return parts.length > 0 && parts.every(isChineseTitle);
}

function isChineseTitle(part: string): boolean {
  const end = TITLE_ENDS.find((word) => part.endsWith(word));
  if (end === undefined) return false;
  let rest = part.slice(0, part.length - end.length);
  let followedByBody = false;
  for (;;) {
    const body = BODIES.find((word) => rest.endsWith(word));
    const word = body ?? RANKS.find((rank) => rest.endsWith(rank)) ?? NUMERAL.exec(rest)?.[0];
    if (word === undefined) break;
    followedByBody = body !== undefined;
    rest = rest.slice(0, rest.length - word.length);
  }
  return rest === '' || followedByBody;
}

function isEnglishTitle(title: string): boolean {
  const withoutTitles = title.replace(ENGLISH_TITLES, '');
  return withoutTitles !== title && !/\p{L}{2,}/u.test(withoutTitles.replace(ENGLISH_WORDS, ''));
}
