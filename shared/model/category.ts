import { z } from 'zod';

/** Category groups 警情类别. The position in this list is the index of a group in risk rates and profiles: append only. */
export const CATEGORY_GROUPS = [
  'theft',
  'pickpocket',
  'vehicle_theft',
  'fight',
  'drunk',
  'disorder',
  'dispute',
  'traffic',
  'help',
  'fraud',
  'burglary',
  'damage',
  'other',
] as const;
export const categoryGroupSchema = z.enum(CATEGORY_GROUPS);
export type CategoryGroup = (typeof CATEGORY_GROUPS)[number];

/** Patrol class (METHODS 2): only street demand drives patrols by default. */
export const PATROL_CLASSES = ['street', 'indoor', 'non_police', 'remote'] as const;
export const patrolClassSchema = z.enum(PATROL_CLASSES);
export type PatrolClass = (typeof PATROL_CLASSES)[number];

export interface CategoryRule {
  readonly code: string;
  readonly group: CategoryGroup;
  readonly patrolClass: PatrolClass;
}

/**
 * The table a new deployment starts with: Chinese 110 categories, and the public categories of the
 * Vancouver Police Department so that its open data needs no mapping. Matching is exact after trimming and lower-casing.
 */
export const DEFAULT_CATEGORY_RULES: readonly CategoryRule[] = [
  { code: '盗窃', group: 'theft', patrolClass: 'street' },
  { code: '扒窃', group: 'pickpocket', patrolClass: 'street' },
  { code: '车内盗窃', group: 'vehicle_theft', patrolClass: 'street' },
  { code: '盗窃电动车', group: 'vehicle_theft', patrolClass: 'street' },
  { code: '入室盗窃', group: 'burglary', patrolClass: 'street' },
  { code: '打架', group: 'fight', patrolClass: 'street' },
  { code: '打架斗殴', group: 'fight', patrolClass: 'street' },
  { code: '醉酒滋事', group: 'drunk', patrolClass: 'street' },
  { code: '扰乱秩序', group: 'disorder', patrolClass: 'street' },
  { code: '损毁财物', group: 'damage', patrolClass: 'street' },
  { code: '纠纷', group: 'dispute', patrolClass: 'indoor' },
  { code: '交通', group: 'traffic', patrolClass: 'street' },
  { code: '求助', group: 'help', patrolClass: 'non_police' },
  { code: '电诈', group: 'fraud', patrolClass: 'remote' },
  { code: '其他', group: 'other', patrolClass: 'street' },
  { code: 'Break and Enter Commercial', group: 'burglary', patrolClass: 'street' },
  { code: 'Break and Enter Residential/Other', group: 'burglary', patrolClass: 'street' },
  { code: 'Mischief', group: 'damage', patrolClass: 'street' },
  { code: 'Other Theft', group: 'theft', patrolClass: 'street' },
  { code: 'Theft from Vehicle', group: 'vehicle_theft', patrolClass: 'street' },
  { code: 'Theft of Bicycle', group: 'theft', patrolClass: 'street' },
  { code: 'Theft of Vehicle', group: 'vehicle_theft', patrolClass: 'street' },
  { code: 'Vehicle Collision or Pedestrian Struck (with Fatality)', group: 'traffic', patrolClass: 'street' },
  { code: 'Vehicle Collision or Pedestrian Struck (with Injury)', group: 'traffic', patrolClass: 'street' },
  { code: 'Offence Against a Person', group: 'fight', patrolClass: 'street' },
  { code: 'Homicide', group: 'fight', patrolClass: 'indoor' },
];

/** What an unmapped category becomes: counted and shown as street demand of group `other`, and listed for mapping. Never dropped. */
export const UNMAPPED_CATEGORY = { group: 'other', patrolClass: 'street' } as const satisfies Omit<CategoryRule, 'code'>;
