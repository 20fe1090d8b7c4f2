import type { Scoped } from '@beatline/db/engine/database';
import { calendarDays } from '@beatline/db/queries/calendar';
import { requireDeployment } from '@beatline/db/queries/deployment';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { latestRisk, type StoredRisk } from '@beatline/db/queries/risk';
import { describeSquares, listSquares, type SquareColumns, type SquareDescription } from '@beatline/db/queries/squares';
import { listOperations, type StoredOperation } from '@beatline/db/queries/operations';
import { standardVersions } from '@beatline/db/queries/standards';
import { operationAreasOf } from '@beatline/shared/coverage/operation_areas';
import { versionAt } from '@beatline/shared/coverage/standard_in_force';
import { standardsAlways, type StandardRules } from '@beatline/shared/coverage/standard_rules';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { createProjection, type Projection } from '@beatline/shared/geo/projection';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { JurisdictionLevel, JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock, type SlotClock } from '@beatline/shared/model/slot_clock';
import { DEFAULT_STANDARDS } from '@beatline/shared/model/standard';
import type { GroundData } from './ground_data';
import { riskOnSquares } from './risk_on_squares';
import { shareColumns } from './share_columns';

/** The ground in one state of the database: deployment, squares, standards and risk, ready for the figures. */
export interface Ground {
  readonly data: GroundData;
  readonly deployment: Deployment;
  readonly clock: SlotClock;
  readonly projection: Projection;
  readonly jurisdictions: readonly JurisdictionNode[];
  /** The version of the standards in force at an instant. */
  standardVersionAt(instantMs: number): number;
  /** The special operations, by start. */
  readonly operations: readonly StoredOperation[];
  /** The risk version in force, undefined before any was fitted. */
  readonly risk: StoredRisk | undefined;
  readonly squares: SquareColumns;
  /** Names the squares: every column of squares carries it. */
  readonly geometryVersion: string;
  centerOf(square: number): LngLat;
  /** Index of a square in every column; undefined outside the ground. */
  indexOf(squareId: number): number | undefined;
  /** Indexes of the squares of a jurisdiction. Throws a Refusal when there is none of that id or its level owns no squares. */
  squaresIn(jurisdictionId: number): ReadonlySet<number>;
  /** Names of squares by id; each is asked of the database once. */
  describe(squareIds: readonly number[]): Promise<ReadonlyMap<number, SquareDescription>>;
}

export interface GroundStore {
  /** Throws a Refusal when no deployment is set. */
  current(): Promise<Ground>;
  /** Reads everything anew on the next question. */
  reset(): void;
}

const AREA_COLUMN = {
  bureau: 'bureauId',
  district: 'districtId',
  station: 'stationId',
  'police-cell': 'policeCellId',
} as const satisfies Partial<Record<JurisdictionLevel, keyof SquareColumns>>;

export function createGroundStore(query: <T>(run: (scoped: Scoped) => Promise<T>) => Promise<T>): GroundStore {
  let known: Promise<Ground> | undefined;
  return {
    current() {
      if (known === undefined) {
        const reading = readGround(query);
        known = reading;
        // A failed read is not kept: the next question tries again.
        reading.catch(() => {
          if (known === reading) known = undefined;
        });
      }
      return known;
    },
    reset() {
      known = undefined;
    },
  };
}

async function readGround(query: <T>(run: (scoped: Scoped) => Promise<T>) => Promise<T>): Promise<Ground> {
  const stored = await query(async (scoped) => ({
    deployment: await requireDeployment(scoped),
    jurisdictions: await listJurisdictions(scoped),
    squares: await listSquares(scoped),
    versions: await standardVersions(scoped),
    operations: await listOperations(scoped),
    risk: await latestRisk(scoped),
    calendar: await calendarDays(scoped),
  }));
  const { deployment, squares, risk } = stored;
  const { dayTypes, unusualDays: days } = stored.calendar;
  const { operationArea, ...operations } = operationAreasOf(stored.operations, squares.squareId);
  const versions = stored.versions.map(({ id, effectiveFromMs, byTier }) => ({ id, effectiveFromMs, byTier }));
  const standards: StandardRules = {
    ...(versions.length === 0 ? standardsAlways(DEFAULT_STANDARDS) : { versions }),
    ...operations,
    dayTypes,
  };
  const squareIndex = new Map(Array.from(squares.squareId, (id, index) => [id, index]));
  const data: GroundData = shareColumns({
    version: [squares.version, versionOfRules(standards), risk?.id ?? 0, deployment.timeZone].join(' '),
    timeZone: deployment.timeZone,
    unusualDays: days,
    proj4: deployment.proj4,
    cellMeters: deployment.cellMeters,
    standards,
    operationArea,
    squareId: squares.squareId,
    ...riskOnSquares(risk, squares.squareId),
  });
  const names = new Map<number, SquareDescription>();

  return {
    data,
    deployment,
    clock: createSlotClock(deployment.timeZone, days),
    projection: createProjection(deployment.proj4),
    jurisdictions: stored.jurisdictions,
    standardVersionAt: (instantMs) => standards.versions[versionAt(standards, instantMs)]?.id ?? 0,
    operations: stored.operations,
    risk,
    squares,
    geometryVersion: squares.version,
    centerOf: (square) => [squares.centerLng[square], squares.centerLat[square]],
    indexOf: (squareId) => squareIndex.get(squareId),
    squaresIn(jurisdictionId) {
      const area = stored.jurisdictions.find((jurisdiction) => jurisdiction.id === jurisdictionId);
      if (area === undefined) throw new Refusal('not_found', `no jurisdiction ${jurisdictionId}`);
      if (area.level === 'community-grid')
        throw new Refusal('level', 'squares belong to police cells, not to community grids', 'ask for a police cell or a wider area');
      const column = squares[AREA_COLUMN[area.level]];
      return new Set(Array.from(column.keys()).filter((square) => column[square] === jurisdictionId));
    },
    async describe(squareIds) {
      const unnamed = squareIds.filter((id) => !names.has(id) && squareIndex.has(id));
      if (unnamed.length > 0) for (const [id, name] of await query((scoped) => describeSquares(scoped, unnamed))) names.set(id, name);
      return names;
    },
  };
}

/** Names the rules exactly: versions never change, an operation can only end earlier. */
function versionOfRules({ versions, operations, dayTypes }: StandardRules): string {
  const parts = [
    ...versions.map(({ id, effectiveFromMs }) => `${id}@${effectiveFromMs}`),
    ...operations.map(({ id, startsAtMs, endsAtMs }) => `op${id}:${startsAtMs}-${endsAtMs}`),
  ];
  return `${parts.join(',')} ${JSON.stringify(dayTypes)}`;
}
