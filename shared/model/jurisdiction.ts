import { z } from 'zod';

/** Levels of the jurisdiction tree, widest first: 市局, 分局, 派出所, 警格. Community grids 网格 overlap police cells and stand beside the tree. */
export const JURISDICTION_LEVELS = ['bureau', 'district', 'station', 'police-cell', 'community-grid'] as const;
export const jurisdictionLevelSchema = z.enum(JURISDICTION_LEVELS);
export type JurisdictionLevel = (typeof JURISDICTION_LEVELS)[number];

export interface JurisdictionNode {
  readonly id: number;
  readonly level: JurisdictionLevel;
  readonly code: string;
  readonly name: string;
  readonly parentId: number | undefined;
  readonly areaSquareMeters: number;
  readonly center: readonly [lng: number, lat: number];
}
