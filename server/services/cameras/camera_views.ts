import { listCameras, listOutages } from '@beatline/db/queries/cameras';
import type { Scoped } from '@beatline/db/engine/database';
import { trueNorthBearing } from '@beatline/shared/coverage/drone_sight';
import { seesPoint, type BuildingEdges } from '@beatline/shared/geo/building_edges';
import { squareIdAt, squareIdOf } from '@beatline/shared/geo/lattice';
import type { Projection } from '@beatline/shared/geo/projection';
import { isInView, type Viewpoint } from '@beatline/shared/geo/visibility_polygon';
import type { Camera, CameraOutage } from '@beatline/shared/model/camera';

/** A camera as it stands on the ground. */
export interface CameraView {
  readonly camera: Camera;
  readonly viewpoint: Viewpoint;
  readonly ownSquareId: number;
  /** Squares whose centre it sees. */
  readonly seenSquareIds: readonly number[];
  readonly outages: readonly CameraOutage[];
}

/** The ground cameras look over. */
export interface ViewGround {
  readonly projection: Projection;
  readonly cellMeters: number;
  readonly squareIds: { has(squareId: number): boolean };
  readonly buildings?: BuildingEdges | undefined;
}

/** Every camera with what it sees: squares whose centre is in range, in its field of view and behind no wall. */
export async function cameraViews(scoped: Scoped, ground: ViewGround): Promise<CameraView[]> {
  const outages = new Map<number, CameraOutage[]>();
  for (const outage of await listOutages(scoped)) outages.set(outage.cameraId, [...(outages.get(outage.cameraId) ?? []), outage]);
  return (await listCameras(scoped)).map((camera) => {
    const viewpoint = viewpointOf(camera, ground.projection);
    return {
      camera,
      viewpoint,
      ownSquareId: squareIdAt(viewpoint, ground.cellMeters),
      seenSquareIds: squaresSeenFrom(viewpoint, ground),
      outages: outages.get(camera.id) ?? [],
    };
  });
}

/** Where a camera stands in the grid of the projection. */
export function viewpointOf(
  camera: Pick<Camera, 'location' | 'bearingDegrees' | 'hfovDegrees' | 'rangeMeters'>,
  projection: Projection,
): Viewpoint {
  return {
    ...projection.toMeters(camera.location),
    rangeMeters: camera.rangeMeters,
    bearingDegrees: camera.bearingDegrees + trueNorthBearing(projection, camera.location),
    hfovDegrees: camera.hfovDegrees,
  };
}

function squaresSeenFrom(view: Viewpoint, { cellMeters, squareIds, buildings }: ViewGround): number[] {
  const seen: number[] = [];
  const first = (at: number): number => Math.ceil((at - view.rangeMeters) / cellMeters - 0.5);
  const last = (at: number): number => Math.floor((at + view.rangeMeters) / cellMeters - 0.5);
  for (let column = first(view.x); column <= last(view.x); column++) {
    for (let row = first(view.y); row <= last(view.y); row++) {
      const id = squareIdOf(column, row);
      const [x, y] = [(column + 0.5) * cellMeters, (row + 0.5) * cellMeters];
      if (!squareIds.has(id) || !isInView(view, x, y)) continue;
      if (buildings === undefined || seesPoint(buildings, view.x, view.y, x, y)) seen.push(id);
    }
  }
  return seen;
}

/** Whether a camera shows a picture at an instant. */
export function isWorking({ outages }: Pick<CameraView, 'outages'>, instantMs: number): boolean {
  return !outages.some(({ fromMs, toMs }) => fromMs <= instantMs && instantMs < (toMs ?? Infinity));
}
