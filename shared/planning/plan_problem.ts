import type { GapModel } from './gap_model';

/** Service times a stop is planned with, seconds (METHODS 5). */
export const SERVICE_SECONDS = [300, 600, 900] as const;

/** What decides how a unit gets from stop to stop. */
export type TravelClass = 'vehicle' | 'foot' | 'drone';

/** A stop as the search sees it; squares are indexes into the gap model. */
export interface ProblemStop {
  readonly travelClass: TravelClass;
  /** Row and column of this stop in the travel times of its class. */
  readonly travelIndex: number;
  /** Every square in sight, the own one first when it is modelled. */
  readonly squares: Int32Array;
  /** The square stood in, -1 when it is not modelled. */
  readonly ownSquare: number;
  /** The square the stop is for; stops of one place share the rule of one visit per T/2. */
  readonly place: number;
}

/** Battery of a drone as the search sees it, seconds. */
export interface Battery {
  readonly sortieSeconds: number;
  readonly climbSeconds: number;
  readonly turnaroundSeconds: number;
}

/** A unit as the search sees it, seconds from the window's start. */
export interface ProblemUnit {
  readonly travelClass: TravelClass;
  readonly shiftStartSeconds: number;
  readonly shiftEndSeconds: number;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Weight of a second of its sight by standard of the gap model, 0 where the standard does not accept it, or not without a sworn unit beside it. */
  readonly weightByStandard: readonly number[];
  /** The same with a sworn unit beside it: what it can bring at most. */
  readonly companyWeightByStandard: readonly number[];
  /** Drones only. */
  readonly battery: Battery | undefined;
}

/** Whole seconds from place to place of one travel class, row by row; Infinity where there is no way. */
export interface TravelTimes {
  readonly size: number;
  readonly seconds: Float64Array;
}

/** Everything a search needs, and nothing that costs time to look up. */
export interface PlanProblem {
  readonly model: GapModel;
  readonly stops: readonly ProblemStop[];
  readonly units: readonly ProblemUnit[];
  readonly travel: Readonly<Record<TravelClass, TravelTimes>>;
  /** What a second of travel costs, tier-weighted incidents: small, so that of two equal plans the shorter one wins. */
  readonly travelPrice: number;
}

/** One visit of a route: which stop, how long, and not before when (0: as soon as the unit gets there). */
export interface RouteVisit {
  readonly stop: number;
  readonly serviceSeconds: number;
  readonly notBeforeSeconds: number;
}

/** The visits of every unit in order. */
export type PlanRoutes = readonly (readonly RouteVisit[])[];
