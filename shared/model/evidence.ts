/** How a presence is known (METHODS 3). The position is the stored code: append only. `unknown` time is credited to nobody. */
export const EVIDENCE_CLASSES = ['observed', 'inferred', 'declared', 'unknown'] as const;
export type Evidence = (typeof EVIDENCE_CLASSES)[number];

/**
 * What a unit is doing: only patrol counts as patrol. `out_of_view`: on patrol with a camera that does not show the square it is in (a drone that looks ahead), so that
 * its time is conserved and covers nothing. The position is the stored code: append only.
 */
export const DUTIES = ['patrol', 'dispatch', 'base', 'out_of_view'] as const;
export type Duty = (typeof DUTIES)[number];
