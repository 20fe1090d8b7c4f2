/** How a presence is known (METHODS 3). The position is the stored code: append only. `unknown` time is credited to nobody. */
export const EVIDENCE_CLASSES = ['observed', 'inferred', 'declared', 'unknown'] as const;
export type Evidence = (typeof EVIDENCE_CLASSES)[number];

/** What a unit is doing: only patrol counts as patrol. The position is the stored code: append only. */
export const DUTIES = ['patrol', 'dispatch', 'base'] as const;
export type Duty = (typeof DUTIES)[number];
