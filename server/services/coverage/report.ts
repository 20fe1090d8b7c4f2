import { listPlaces } from '@beatline/db/queries/places';
import { listZones } from '@beatline/db/queries/zones';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { isInsideRing } from '@beatline/shared/geo/ring';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Interval } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { CoverageBounds } from '../../compute/measure_task';
import type { Ground } from '../../ground/ground_store';
import { patrolReachOf } from './reach';
import type { ReportLevel } from './report_levels';
import { headFigures } from './summary';

export interface ReportRow {
  readonly id: number;
  readonly name: string;
  readonly squares: number;
  readonly expectedIncidents: number;
  readonly gapIncidents: number;
  /** Undefined where nothing is expected. */
  readonly riskWeightedCoverage: Interval | undefined;
  readonly patrolSeconds: number;
  readonly unknownSeconds: number;
}

export interface CoverageReport {
  readonly visiblePresenceRate: number | undefined;
  readonly patrolReachRate: number | undefined;
  readonly highRiskCoverage: Interval | undefined;
  readonly riskWeightedCoverage: Interval | undefined;
  readonly gapIncidents: number;
  readonly unknownSeconds: number;
  readonly declaredSeconds: number;
  readonly patrolSeconds: number;
  readonly unitSeconds: number;
  readonly rows: readonly ReportRow[];
}

/** The figures of a window, and one row per square, place or area when a level is given: most gap first. The gap is the observed one, its upper bound. */
export async function reportCoverage(
  app: App,
  question: { readonly window: InstantRange; readonly by: ReportLevel | undefined; readonly modes: readonly PatrolMode[] | undefined },
): Promise<CoverageReport> {
  const { window, by, modes } = question;
  if (!(window.fromMs < window.toMs)) throw new Refusal('bad_window', 'the window ends before it starts', 'give --to after --from');
  const ground = await app.ground.current();
  if (ground.squares.length === 0)
    throw new Refusal('no_squares', 'there is no ground to report on', 'import jurisdictions or streets first');
  const bounds = await app.coverage.measure({ window, modes });
  const reach = await patrolReachOf(app, ground, window, modes);
  const head = headFigures(bounds);
  return {
    visiblePresenceRate: head.visiblePresenceRate,
    patrolReachRate: reach.rate,
    highRiskCoverage: head.highRiskCoverage,
    riskWeightedCoverage: head.riskWeightedCoverage,
    gapIncidents: bounds.observed.totals.gapIncidents,
    unknownSeconds: head.unknownSeconds,
    declaredSeconds: head.declaredSeconds,
    patrolSeconds: head.patrolSeconds,
    unitSeconds: head.unitSeconds,
    rows:
      by === undefined
        ? []
        : (await areasOf(app, ground, by))
            .map((area) => rowOf(area, bounds))
            .sort((a, b) => b.gapIncidents - a.gapIncidents || a.id - b.id),
  };
}

interface ReportArea {
  readonly id: number;
  readonly name: string;
  /** Indexes into the columns. */
  readonly squares: readonly number[];
}

async function areasOf(app: App, ground: Ground, by: ReportLevel): Promise<ReportArea[]> {
  switch (by) {
    case 'square':
      return squareAreas(ground);
    case 'place':
      return (await app.query(listPlaces)).map(({ id, name, location }) => ({ id, name, squares: squareAt(ground, location) }));
    case 'zone':
      return (await app.query(listZones)).map(({ id, name, rings }) => ({ id, name, squares: squaresInRings(ground, rings) }));
    default:
      return ground.jurisdictions
        .filter((area) => area.level === by)
        .map(({ id, name }) => ({ id, name, squares: [...ground.squaresIn(id)] }));
  }
}

/** Squares by id; a square's name is its id, since a report over a city names thousands. */
function squareAreas(ground: Ground): ReportArea[] {
  return Array.from(ground.data.squareId, (id, square) => ({ id, name: String(id), squares: [square] }));
}

function squareAt(ground: Ground, location: LngLat): number[] {
  const square = ground.indexOf(squareIdAt(ground.projection.toMeters(location), ground.deployment.cellMeters));
  return square === undefined ? [] : [square];
}

function squaresInRings(ground: Ground, rings: readonly (readonly LngLat[])[]): number[] {
  return Array.from(ground.data.squareId.keys()).filter((square) => rings.some((ring) => isInsideRing(ground.centerOf(square), ring)));
}

function rowOf(area: ReportArea, bounds: CoverageBounds): ReportRow {
  const sum = (column: Float64Array) => area.squares.reduce((total, square) => total + column[square], 0);
  const expectedIncidents = sum(bounds.withInferred.perSquare.expectedIncidents);
  const gap = sum(bounds.observed.perSquare.gapIncidents);
  const gapWithInferred = sum(bounds.withInferred.perSquare.gapIncidents);
  return {
    id: area.id,
    name: area.name,
    squares: area.squares.length,
    expectedIncidents,
    gapIncidents: gap,
    riskWeightedCoverage: expectedIncidents === 0 ? undefined : [1 - gap / expectedIncidents, 1 - gapWithInferred / expectedIncidents],
    patrolSeconds: sum(bounds.withInferred.perSquare.patrolMs) / 1000,
    unknownSeconds: sum(bounds.unknownMs) / 1000,
  };
}
