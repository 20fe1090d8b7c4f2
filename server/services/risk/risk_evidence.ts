import type { StoredRisk } from '@beatline/db/queries/risk';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ScoreSettings } from '@beatline/shared/risk/incident_score';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { readDemand } from './demand';

const ALL_DAYS = 36_500;

/** The incidents a risk rests on, and how wide the kernel of each is. */
export interface RiskEvidence {
  readonly settings: ScoreSettings;
  readonly uniformFraction: number;
  /** Oldest first. */
  readonly incidents: RiskIncidents;
  /** Metres; 0 outside the squares. */
  readonly bandwidth: Float64Array;
}

/** Kept as long as the ground they belong to: reading and replaying all history takes seconds, one square of it takes milliseconds. */
const kept = new WeakMap<Ground, Promise<RiskEvidence>>();

/** The evidence of the risk in force, worked out in a worker thread when it is first asked for. */
export async function riskEvidence(app: App, ground: Ground, risk: StoredRisk): Promise<RiskEvidence> {
  const known = kept.get(ground);
  if (known !== undefined) return known;
  const reading = readEvidence(app, ground, risk);
  kept.set(ground, reading);
  // A failed read is not kept: the next question tries again.
  reading.catch(() => kept.delete(ground));
  return reading;
}

async function readEvidence(app: App, ground: Ground, risk: StoredRisk): Promise<RiskEvidence> {
  const settings = settingsOf(risk);
  const { incidents } = await app.query((scoped) =>
    readDemand(scoped, { untilMs: risk.fittedUntilMs, historyDays: ALL_DAYS, projection: ground.projection }),
  );
  const bandwidth = await app.compute.run('kernelBandwidths', {
    squareId: risk.squareId,
    cellMeters: ground.deployment.cellMeters,
    groups: risk.groups,
    settings: settings.score,
    incidents,
  });
  return { settings: settings.score, uniformFraction: settings.uniformFraction, incidents, bandwidth };
}

function settingsOf(risk: StoredRisk): { readonly score: ScoreSettings; readonly uniformFraction: number } {
  const read = (name: string): number => {
    const value = risk.parameters[name];
    if (value === undefined)
      throw new Refusal('old_risk', `risk version ${risk.id} was fitted without ${name}`, 'fit the risk anew (risk fit)');
    return value;
  };
  return {
    score: {
      halfLifeDays: read('halfLifeDays'),
      kernelHalfLifeDays: read('kernelHalfLifeDays'),
      kernelWeight: read('kernelWeight'),
      adaptivity: read('adaptivity'),
      bandwidth: read('bandwidthMeters'),
    },
    uniformFraction: read('uniformFraction'),
  };
}
