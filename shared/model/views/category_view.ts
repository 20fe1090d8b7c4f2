import type { CategoryGroup, CategoryRule } from '../category';

/** One category of the source as the category page lists it. */
export interface CategoryRow extends CategoryRule {
  /** False when nobody has said yet what it counts as: it is then street demand of group other. */
  readonly isMapped: boolean;
  /** Incidents of it in the database. */
  readonly incidents: number;
}

/** How much an incident of a group counts when squares are ranked; 1 is ordinary. */
export interface HarmWeight {
  readonly group: CategoryGroup;
  readonly weight: number;
}
