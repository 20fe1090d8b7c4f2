import type { CategoryGroup } from '@beatline/shared/model/category';
import type { PlaceKind } from '@beatline/shared/model/place';
import type { Site } from './city_blocks';

/** One reason why incidents happen: what, where, when. The true rate is the sum over these, plus near repeats. */
export interface RiskComponent {
  readonly key: string;
  readonly group: CategoryGroup;
  /** The category code written to the file. */
  readonly category: string;
  /** Incidents a year before near repeats. */
  readonly perYear: number;
  readonly where: {
    /** Weight per hectare of ground of a use. */
    readonly ground?: Readonly<Partial<Record<Site['use'], number>>>;
    /** Weight per 100 m of street of a class. */
    readonly streets?: Readonly<Partial<Record<'arterial' | 'collector' | 'lane', number>>>;
    /** Kernels round places: total weight of each, with its standard deviation in metres. */
    readonly places?: readonly {
      readonly kinds?: readonly PlaceKind[];
      readonly name?: RegExp;
      readonly weight: number;
      readonly meters: number;
    }[];
  };
  /** Hours of the day as bumps [middle hour, width in hours, height] over a base of 1, by kind of day. */
  readonly when: {
    readonly workday: readonly Bump[];
    readonly friday?: readonly Bump[];
    readonly weekend: readonly Bump[];
    readonly base: number;
  };
  /** Factors of whole days. */
  readonly days: { readonly weekend: number; readonly holiday: number; readonly schoolDaysOnly?: boolean };
  /** Yearly swing: share and the time of the maximum in the year, 0 to 1. */
  readonly season: { readonly swing: number; readonly peak: number; readonly beforeSpringFestival?: number };
  /** Change a year, e.g. −0.08. */
  readonly trendPerYear: number;
  /** Whether the special operation of the demo pushes it down. */
  readonly underOperation: boolean;
  /** Mean number of near repeats an incident sets off. */
  readonly repeats: number;
}
type Bump = readonly [hour: number, widthHours: number, height: number];

const DAYTIME: readonly Bump[] = [
  [11, 3.2, 5],
  [17.5, 3.4, 6],
];
const EVENING: readonly Bump[] = [
  [19.5, 2.6, 8],
  [12, 3, 3],
];
const SMALL_HOURS: readonly Bump[] = [
  [2.2, 1.9, 12],
  [23.6, 1.4, 5],
];
const BAR_NIGHTS: readonly Bump[] = [
  [23.2, 1.5, 16],
  [1, 1.3, 11],
  [20, 1.6, 4],
];
const QUIET_NIGHT: readonly Bump[] = [
  [22.6, 1.5, 5],
  [20, 1.6, 3],
];
const RUSH: readonly Bump[] = [
  [8, 0.9, 11],
  [17.9, 1.2, 12],
  [12.5, 3, 4],
];
const SCHOOL_RUN: readonly Bump[] = [
  [7.6, 0.45, 30],
  [11.8, 0.4, 10],
  [16.7, 0.6, 30],
];

/** Counts and shapes are invented, in the proportions of a Chinese inner district's 110 calls (theft falling, fraud and traffic rising). */
export const RISK_COMPONENTS: readonly RiskComponent[] = [
  {
    key: 'theft',
    group: 'theft',
    category: '盗窃',
    perYear: 1400,
    trendPerYear: -0.09,
    underOperation: true,
    repeats: 0.14,
    where: {
      ground: {
        homes: 0.5,
        towers: 0.35,
        village: 1.9,
        old_town: 1.2,
        commerce: 2.8,
        station: 3,
        wholesale: 2.2,
        night_market: 2.6,
        bars: 1.6,
        small_goods: 2,
        college: 0.7,
        hospital: 1.8,
        industry: 0.25,
        logistics: 0.4,
      },
      places: [
        { kinds: ['mall'], weight: 18, meters: 110 },
        { name: /^站前广场$|^东市夜市$|^南岸小商品城$|^新华批发市场$|^澜州客运/, weight: 70, meters: 120 },
      ],
    },
    when: { workday: DAYTIME, weekend: DAYTIME, base: 1 },
    days: { weekend: 1.08, holiday: 1.05 },
    season: { swing: 0.12, peak: 0.95, beforeSpringFestival: 0.35 },
  },
  {
    key: 'market_night_theft',
    group: 'theft',
    category: '盗窃',
    perYear: 620,
    trendPerYear: -0.05,
    underOperation: true,
    repeats: 0.22,
    where: {
      ground: { wholesale: 1.6, small_goods: 1.2 },
      places: [
        { kinds: ['market'], weight: 12, meters: 95 },
        { name: /^东市|^新华批发|^南岸小商品/, weight: 48, meters: 105 },
      ],
    },
    when: { workday: SMALL_HOURS, weekend: SMALL_HOURS, base: 0.35 },
    days: { weekend: 1.12, holiday: 0.8 },
    season: { swing: 0.18, peak: 0.9, beforeSpringFestival: 0.5 },
  },
  {
    key: 'pickpocket',
    group: 'pickpocket',
    category: '扒窃',
    perYear: 470,
    trendPerYear: -0.12,
    underOperation: true,
    repeats: 0.08,
    where: {
      ground: { commerce: 0.8, plaza: 14 },
      places: [
        { name: /^站前广场$|^澜州东站$|^澜州客运/, weight: 76, meters: 120 },
        { kinds: ['mall'], weight: 16, meters: 90 },
        { name: /^东市/, weight: 36, meters: 100 },
        { kinds: ['bus_stop'], weight: 0.7, meters: 60 },
      ],
    },
    when: { workday: DAYTIME, weekend: EVENING, base: 0.3 },
    days: { weekend: 1.35, holiday: 1.8 },
    season: { swing: 0.15, peak: 0.05, beforeSpringFestival: 0.9 },
  },
  {
    key: 'e_bike_theft',
    group: 'vehicle_theft',
    category: '盗窃电动车',
    perYear: 920,
    trendPerYear: -0.07,
    underOperation: true,
    repeats: 0.2,
    where: {
      ground: { homes: 0.8, village: 2.6, old_town: 1.1, college: 1.4, hospital: 3.2, industry: 0.35, towers: 0.3 },
      places: [
        { name: /站$/, weight: 24, meters: 110 },
        { kinds: ['mall', 'hospital'], weight: 12, meters: 100 },
      ],
    },
    when: {
      workday: [
        [19.5, 2.8, 6],
        [10, 3, 3],
        [2, 2, 3],
      ],
      weekend: [
        [15, 3, 4],
        [20, 2.8, 5],
        [2, 2, 3],
      ],
      base: 1,
    },
    days: { weekend: 0.95, holiday: 0.8 },
    season: { swing: 0.2, peak: 0.7 },
  },
  {
    key: 'theft_from_car',
    group: 'vehicle_theft',
    category: '车内盗窃',
    perYear: 320,
    trendPerYear: -0.03,
    underOperation: false,
    repeats: 0.26,
    where: { ground: { towers: 1.1, homes: 0.45, logistics: 0.8, bars: 1.8, commerce: 0.9 }, streets: { collector: 0.5 } },
    when: { workday: SMALL_HOURS, weekend: SMALL_HOURS, base: 0.5 },
    days: { weekend: 1.15, holiday: 1.2 },
    season: { swing: 0.2, peak: 0.85 },
  },
  {
    key: 'burglary',
    group: 'burglary',
    category: '入室盗窃',
    perYear: 350,
    trendPerYear: -0.1,
    underOperation: false,
    repeats: 0.3,
    where: { ground: { homes: 0.8, village: 2, old_town: 1.5, small_goods: 0.7, towers: 0.15 } },
    when: {
      workday: [
        [2.8, 1.7, 7],
        [10.5, 2.2, 4],
        [15, 2, 3],
      ],
      weekend: [
        [2.8, 1.7, 7],
        [19.5, 2, 4],
      ],
      base: 0.8,
    },
    days: { weekend: 0.95, holiday: 1.4 },
    season: { swing: 0.22, peak: 0.97, beforeSpringFestival: 0.8 },
  },
  {
    key: 'bar_fights',
    group: 'fight',
    category: '打架斗殴',
    perYear: 320,
    trendPerYear: 0,
    underOperation: false,
    repeats: 0,
    where: {
      ground: { bars: 3.2, night_market: 1.4 },
      places: [
        { name: /^滨江酒吧街|^滨江音乐|^码头食街/, weight: 52, meters: 110 },
        { name: /^东市夜市/, weight: 24, meters: 100 },
      ],
    },
    when: { workday: QUIET_NIGHT, friday: BAR_NIGHTS, weekend: BAR_NIGHTS, base: 0.12 },
    days: { weekend: 2.3, holiday: 1.9 },
    season: { swing: 0.3, peak: 0.55 },
  },
  {
    key: 'fights',
    group: 'fight',
    category: '打架',
    perYear: 320,
    trendPerYear: -0.02,
    underOperation: false,
    repeats: 0.06,
    where: { ground: { village: 1.6, station: 1.6, industry: 0.5, wholesale: 1, old_town: 0.5, homes: 0.2, college: 0.4 } },
    when: { workday: EVENING, weekend: EVENING, base: 0.8 },
    days: { weekend: 1.1, holiday: 1.1 },
    season: { swing: 0.25, peak: 0.55 },
  },
  {
    key: 'drunk',
    group: 'drunk',
    category: '醉酒滋事',
    perYear: 390,
    trendPerYear: 0.02,
    underOperation: false,
    repeats: 0,
    where: {
      ground: { bars: 2.6, night_market: 1.8, commerce: 0.3, village: 0.5, old_town: 0.2 },
      places: [{ name: /^滨江酒吧街|^东市小吃街|^码头食街/, weight: 32, meters: 120 }],
    },
    when: { workday: QUIET_NIGHT, friday: BAR_NIGHTS, weekend: BAR_NIGHTS, base: 0.1 },
    days: { weekend: 1.8, holiday: 1.7 },
    season: { swing: 0.25, peak: 0.58 },
  },
  {
    key: 'school_gates',
    group: 'disorder',
    category: '扰乱秩序',
    perYear: 280,
    trendPerYear: 0,
    underOperation: false,
    repeats: 0,
    where: { places: [{ name: /中学$|小学$|学校$/, weight: 20, meters: 70 }] },
    when: { workday: SCHOOL_RUN, weekend: SCHOOL_RUN, base: 0.15 },
    days: { weekend: 0, holiday: 0, schoolDaysOnly: true },
    season: { swing: 0.08, peak: 0.75 },
  },
  {
    key: 'disorder',
    group: 'disorder',
    category: '扰乱秩序',
    perYear: 700,
    trendPerYear: 0.03,
    underOperation: true,
    repeats: 0.04,
    where: {
      ground: {
        night_market: 2.2,
        wholesale: 0.9,
        old_town: 0.6,
        station: 1.6,
        plaza: 9,
        park: 0.16,
        village: 0.7,
        homes: 0.12,
        commerce: 0.8,
        bars: 1.2,
      },
      places: [
        { name: /^站前广场$|^东市夜市$|^滨江酒吧街$|^东市小吃街$/, weight: 60, meters: 120 },
        { kinds: ['hospital'], weight: 16, meters: 90 },
      ],
    },
    when: { workday: EVENING, weekend: EVENING, base: 0.5 },
    days: { weekend: 1.2, holiday: 1.3 },
    season: { swing: 0.2, peak: 0.55 },
  },
  {
    key: 'damage',
    group: 'damage',
    category: '损毁财物',
    perYear: 320,
    trendPerYear: 0,
    underOperation: false,
    repeats: 0.1,
    where: { ground: { homes: 0.5, towers: 0.35, village: 0.9, old_town: 0.6, commerce: 0.6 }, streets: { collector: 0.3, lane: 0.25 } },
    when: { workday: [[22, 2.4, 5]], weekend: [[22.5, 2.6, 6]], base: 1 },
    days: { weekend: 1.15, holiday: 1 },
    season: { swing: 0.1, peak: 0.5 },
  },
  {
    key: 'dispute',
    group: 'dispute',
    category: '纠纷',
    perYear: 1690,
    trendPerYear: 0.02,
    underOperation: false,
    repeats: 0.05,
    where: {
      ground: {
        homes: 0.8,
        towers: 0.6,
        village: 1.7,
        old_town: 1.1,
        wholesale: 1.6,
        small_goods: 1.4,
        hospital: 1.4,
        commerce: 0.9,
        industry: 0.2,
      },
    },
    when: {
      workday: EVENING,
      weekend: [
        [11, 3, 4],
        [19.5, 3, 6],
      ],
      base: 0.6,
    },
    days: { weekend: 1.1, holiday: 1.15 },
    season: { swing: 0.1, peak: 0.5 },
  },
  {
    key: 'traffic',
    group: 'traffic',
    category: '交通',
    perYear: 1990,
    trendPerYear: 0.05,
    underOperation: false,
    repeats: 0,
    where: { streets: { arterial: 3.2, collector: 0.9, lane: 0.08 }, places: [{ name: /口$/, weight: 6.8, meters: 45 }] },
    when: {
      workday: RUSH,
      weekend: [
        [11, 3, 4],
        [17, 3, 5],
      ],
      base: 0.7,
    },
    days: { weekend: 0.8, holiday: 0.7 },
    season: { swing: 0.06, peak: 0.8 },
  },
  {
    key: 'school_traffic',
    group: 'traffic',
    category: '交通',
    perYear: 200,
    trendPerYear: 0,
    underOperation: false,
    repeats: 0,
    where: { places: [{ kinds: ['school', 'kindergarten'], weight: 16, meters: 90 }] },
    when: { workday: SCHOOL_RUN, weekend: SCHOOL_RUN, base: 0.1 },
    days: { weekend: 0, holiday: 0, schoolDaysOnly: true },
    season: { swing: 0.05, peak: 0.75 },
  },
  {
    key: 'help',
    group: 'help',
    category: '求助',
    perYear: 1250,
    trendPerYear: 0.01,
    underOperation: false,
    repeats: 0,
    where: {
      ground: { homes: 0.6, towers: 0.55, old_town: 0.7, hospital: 2.2, park: 0.18, station: 1, plaza: 4, college: 0.4, commerce: 0.5 },
    },
    when: { workday: DAYTIME, weekend: DAYTIME, base: 1 },
    days: { weekend: 1.05, holiday: 1.2 },
    season: { swing: 0.1, peak: 0.55 },
  },
  {
    key: 'fraud',
    group: 'fraud',
    category: '电诈',
    perYear: 480,
    trendPerYear: 0.08,
    underOperation: false,
    repeats: 0,
    where: { ground: { homes: 0.6, towers: 0.8, college: 1, old_town: 0.3, industry: 0.15 } },
    when: { workday: DAYTIME, weekend: DAYTIME, base: 0.5 },
    days: { weekend: 0.75, holiday: 0.6 },
    season: { swing: 0.05, peak: 0.5 },
  },
  {
    key: 'other',
    group: 'other',
    category: '其他',
    perYear: 510,
    trendPerYear: 0,
    underOperation: false,
    repeats: 0,
    where: {
      ground: { homes: 0.4, towers: 0.3, old_town: 0.5, commerce: 0.7, industry: 0.25, logistics: 0.25, fields: 0.06 },
      streets: { arterial: 0.5, collector: 0.4, lane: 0.2 },
    },
    when: { workday: DAYTIME, weekend: DAYTIME, base: 1 },
    days: { weekend: 1, holiday: 1 },
    season: { swing: 0, peak: 0 },
  },
];

/** Near repeats of METHODS 2's kind: how soon and how near, in the mean. */
export const NEAR_REPEAT = { meanDelayDays: 5, spreadMeters: 65 } as const;
