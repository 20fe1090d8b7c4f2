import { incidentsInWindow } from '@beatline/db/queries/incidents';
import type { PatrolReach } from '@beatline/shared/coverage/leading_figures';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { StreetGraph } from '@beatline/shared/planning/street_graph';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';

/** The streets, or undefined before any were imported: then nothing is said about reach. */
export async function streetsIfAny(app: App): Promise<StreetGraph | undefined> {
  try {
    return await app.streets.graph();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no_streets') return undefined;
    throw error;
  }
}

const NOTHING_REACHED: PatrolReach = { rate: undefined, calls: 0, reached: 0, foundByPatrols: 0 };

/** 管事率 of the part of a window that is over, along the streets; no rate without streets or calls. */
export async function patrolReachOf(
  app: App,
  ground: Ground,
  window: InstantRange,
  modes: readonly PatrolMode[] | undefined,
): Promise<PatrolReach> {
  const past = { fromMs: window.fromMs, toMs: Math.min(window.toMs, app.nowMs()) };
  if (past.fromMs >= past.toMs) return NOTHING_REACHED;
  const [graph, incidents] = await Promise.all([streetsIfAny(app), app.query((scoped) => incidentsInWindow(scoped, past))]);
  if (graph === undefined) return NOTHING_REACHED;

  const located = Array.from({ length: incidents.length }, (_, row) => row).filter(
    (row) => !Number.isNaN(incidents.lng[row]) && incidents.hourKnown[row] === 1,
  );
  if (located.length === 0) return NOTHING_REACHED;
  const positions = located.map((row) => ground.projection.toMeters([incidents.lng[row], incidents.lat[row]]));
  return app.compute.run('reach', {
    graph,
    cellMeters: ground.deployment.cellMeters,
    parts: await app.ledger.rows(past),
    acceptedModes: modes,
    calls: {
      length: located.length,
      x: Float64Array.from(positions, ({ x }) => x),
      y: Float64Array.from(positions, ({ y }) => y),
      instantMs: Float64Array.from(located, (row) => incidents.instantMs[row]),
    },
  });
}
