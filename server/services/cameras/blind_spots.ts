import type { BuildingEdges } from '@beatline/shared/geo/building_edges';
import { seesPoint } from '@beatline/shared/geo/building_edges';
import { squareIdOf } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Projection } from '@beatline/shared/geo/projection';
import { isInView, visibilityPolygon, type Viewpoint } from '@beatline/shared/geo/visibility_polygon';
import { Refusal } from '@beatline/shared/model/refusal';
import type { BlindSpots } from '@beatline/shared/model/views/camera_view';
import type { StreetGraph } from '@beatline/shared/planning/street_graph';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';
import { cameraViews, isWorking, type CameraView } from './camera_views';
import { sampleStreets, type StreetSamples } from './street_samples';

/** Cameras drawn before others get a turn: each takes a millisecond or so. */
const AT_ONCE = 50;

/** What is kept between questions, as long as the ground, its streets and its buildings are the same. */
const samplesOf = new WeakMap<StreetGraph, StreetSamples>();

/** Which squares and how much of the streets the cameras that worked at an instant see; the rest are blind spots. Without cameras everything is blind. */
export async function blindSpots(app: App, atMs: number): Promise<BlindSpots> {
  const ground = await app.ground.current();
  const { projection, deployment, squares, clock } = ground;
  const buildings = await app.streets.buildings();
  const squareIds = { has: (squareId: number) => ground.indexOf(squareId) !== undefined };
  const views = await app.query((scoped) => cameraViews(scoped, { projection, cellMeters: deployment.cellMeters, squareIds, buildings }));
  const working = views.filter((view) => isWorking(view, atMs));

  const seen = new Set(working.flatMap(({ seenSquareIds }) => seenSquareIds));
  const streets = await streetsSeen(app, working, deployment.cellMeters, buildings);
  const cameras: BlindSpots['cameras'][number][] = [];
  for (const [i, view] of views.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
    const { code, name, location } = view.camera;
    cameras.push({ code, name, location, isWorking: working.includes(view), outline: outlineOf(view.viewpoint, buildings, projection) });
  }
  return {
    at: isoInZone(clock, atMs),
    cameras,
    seenSquareIds: [...seen].sort((a, b) => a - b),
    squares: squares.squareId.length,
    blindSquares: squares.squareId.length - seen.size,
    ...streets,
  };
}

function outlineOf(view: Viewpoint, buildings: BuildingEdges, projection: Projection): LngLat[] {
  const ring = visibilityPolygon(view, buildings).map((corner) => projection.toLngLat(corner));
  return ring.length === 0 ? [] : [...ring, ring[0]];
}

async function streetsSeen(
  app: App,
  working: readonly CameraView[],
  cellMeters: number,
  buildings: BuildingEdges,
): Promise<Pick<BlindSpots, 'streetMeters' | 'blindStreetMeters'>> {
  const graph = await app.streets.graph().catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (graph === undefined) return { streetMeters: 0, blindStreetMeters: 0 };
  let samples = samplesOf.get(graph);
  if (samples === undefined) samplesOf.set(graph, (samples = sampleStreets(graph, cellMeters)));
  const isSeen = new Uint8Array(samples.x.length);
  for (const { viewpoint } of working) markSeen(samples, viewpoint, cellMeters, buildings, isSeen);
  let streetMeters = 0;
  let blindStreetMeters = 0;
  samples.meters.forEach((meters, i) => {
    streetMeters += meters;
    if (isSeen[i] === 0) blindStreetMeters += meters;
  });
  return { streetMeters, blindStreetMeters };
}

function markSeen(samples: StreetSamples, view: Viewpoint, cellMeters: number, buildings: BuildingEdges, isSeen: Uint8Array): void {
  const at = (meters: number): number => Math.floor(meters / cellMeters);
  for (let column = at(view.x - view.rangeMeters); column <= at(view.x + view.rangeMeters); column++) {
    for (let row = at(view.y - view.rangeMeters); row <= at(view.y + view.rangeMeters); row++) {
      for (const i of samples.inSquare.get(squareIdOf(column, row)) ?? []) {
        const [x, y] = [samples.x[i], samples.y[i]];
        if (isSeen[i] === 0 && isInView(view, x, y) && seesPoint(buildings, view.x, view.y, x, y)) isSeen[i] = 1;
      }
    }
  }
}
