import { incidentsByUse } from '@beatline/db/queries/incidents';
import type { OfficerBasis, RiskBasisView } from '@beatline/shared/model/views/risk_view';
import type { RiskNote } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { isoInZone } from '../iso_in_zone';

/** Names listed: enough to see where they lie; the number says how many more there are. */
const NAMED_SQUARES = 30;

/** What the risk in force rests on, beside the incidents there are. */
export async function riskBasis(app: App): Promise<RiskBasisView> {
  const [ground, incidents] = await Promise.all([app.ground.current(), app.query(incidentsByUse)]);
  const { risk, clock } = ground;
  if (risk === undefined) return { incidents, current: undefined };
  return {
    incidents,
    current: {
      riskVersion: risk.id,
      fittedAt: isoInZone(clock, risk.fittedAtMs),
      fittedUntil: isoInZone(clock, risk.fittedUntilMs),
      incidents: risk.incidents,
      officer: await officerBasis(ground, risk.notes),
    },
  };
}

async function officerBasis(ground: Ground, notes: readonly RiskNote[]): Promise<OfficerBasis | undefined> {
  const counted = notes.find((note) => note.code === 'officer_incidents');
  if (counted === undefined) return undefined;
  const squares = notes.find((note) => note.code === 'not_estimable_from_patrol')?.squares ?? [];
  const first = squares.slice(0, NAMED_SQUARES);
  const names = await ground.describe(first);
  return {
    incidents: counted.incidents,
    beforePatrols: counted.beforePatrols,
    notEstimable: squares.length,
    named: first.map((squareId) => ({ squareId, placeName: names.get(squareId)?.placeName ?? '', side: names.get(squareId)?.side })),
  };
}
