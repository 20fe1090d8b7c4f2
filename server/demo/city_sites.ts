import type { Quarter } from './city_plan';

/** A site that is planned by hand: which superblock it stands in and what it is called. */
export interface PlannedSite {
  readonly name: string;
  readonly kind: 'school' | 'hospital' | 'government';
  readonly column: number;
  readonly row: number;
}

export const PLANNED_SITES: readonly PlannedSite[] = [
  { name: '东浦第一中学', kind: 'school', column: 3, row: 8 },
  { name: '文昌小学', kind: 'school', column: 1, row: 7 },
  { name: '澜江实验小学', kind: 'school', column: 2, row: 6 },
  { name: '滨江小学', kind: 'school', column: 3, row: 5 },
  { name: '朝阳中学', kind: 'school', column: 4, row: 6 },
  { name: '铁路中学', kind: 'school', column: 4, row: 11 },
  { name: '北苑小学', kind: 'school', column: 7, row: 11 },
  { name: '东浦第三中学', kind: 'school', column: 7, row: 8 },
  { name: '中山路小学', kind: 'school', column: 8, row: 6 },
  { name: '东湖中学', kind: 'school', column: 8, row: 5 },
  { name: '科创路小学', kind: 'school', column: 10, row: 9 },
  { name: '湖滨学校', kind: 'school', column: 11, row: 7 },
  { name: '南浦中学', kind: 'school', column: 2, row: 3 },
  { name: '南浦小学', kind: 'school', column: 4, row: 3 },
  { name: '望江小学', kind: 'school', column: 1, row: 2 },
  { name: '长兴路小学', kind: 'school', column: 7, row: 2 },
  { name: '南苑中学', kind: 'school', column: 5, row: 1 },
  { name: '东浦区人民医院', kind: 'hospital', column: 7, row: 6 },
  { name: '澜州市第二医院', kind: 'hospital', column: 4, row: 5 },
  { name: '南岸医院', kind: 'hospital', column: 3, row: 2 },
  { name: '东浦区人民政府', kind: 'government', column: 8, row: 9 },
  { name: '东浦市民中心', kind: 'government', column: 8, row: 8 },
];

/** Endings of compound names, by the age of the quarter. */
export const COMPOUND_ENDINGS: Readonly<Partial<Record<Quarter, readonly string[]>>> = {
  homes: ['小区', '新村', '花园', '家园', '里', '苑', '嘉园', '宿舍区', '一区', '二区', '东区', '西区', '南院', '北院'],
  towers: ['华府', '名邸', '国际城', '公馆', '首府', '天悦', '御景', '云庭', '观邸', '领寓', '新城', '壹号'],
  industry: ['机械厂', '纺织厂', '电子厂', '建材厂', '食品厂', '塑料厂', '汽配产业园', '工业园', '制药厂', '包装厂'],
  logistics: ['物流园', '仓储中心', '快递分拨中心', '冷链中心', '货运站', '配送中心'],
  government: ['大院', '办公区', '机关院', '会议中心'],
  hospital: ['家属院', '小区', '新村', '苑'],
};

/** Names of shopping centres, markets and offices that fill commercial blocks, in the order the blocks are met. */
export const COMMERCE_NAMES: readonly string[] = [
  '解放商厦',
  '东浦百货大楼',
  '澜悦广场',
  '星汇里购物中心',
  '鼎盛广场',
  '人民商场',
  '金街新天地',
  '汇源数码城',
  '澜江大厦',
  '东浦饭店',
  '国贸大厦',
  '和平商厦',
  '新纪元广场',
  '文化宫',
  '中山大厦',
  '长江照相馆大楼',
  '老字号食品楼',
  '五交化大楼',
  '新华书店',
  '邮电大厦',
  '钟表眼镜城',
  '黄金珠宝城',
  '青年广场',
  '银座写字楼',
  '工人俱乐部',
  '第一百货',
];
export const WHOLESALE_NAMES: readonly string[] = [
  '新华批发市场',
  '布匹城',
  '鞋帽城',
  '副食批发城',
  '五金机电城',
  '小家电城',
  '干货市场',
  '日杂批发区',
  '服装大世界',
  '水产批发区',
];
export const SMALL_GOODS_NAMES: readonly string[] = [
  '南岸小商品城',
  '南岸家具城',
  '南岸花鸟市场',
  '南岸建材城',
  '南岸农贸市场',
  '南岸旧货市场',
];
