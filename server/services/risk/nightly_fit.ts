import { newestRecords } from '@beatline/db/queries/deployment';
import type { App } from '../../app';
import { fitRiskNow } from './fit_now';

const DAY_MS = 86_400_000;

/**
 * Fits the risk anew once a local day when incidents have come in since, as it was fitted before (with officers' incidents or without). Does nothing before a first fit:
 * whether and when there is one is the operator's to say. Answers whether it did.
 */
export async function refitWhenDue(app: App, stopFlag?: Int32Array): Promise<boolean> {
  const { risk, clock } = await app.ground.current();
  if (risk === undefined) return false;
  const dayOf = (instantMs: number) => Math.floor(clock.localMs(instantMs) / DAY_MS);
  const newestMs = (await app.query(newestRecords)).incidents ?? -Infinity;
  if (dayOf(risk.fittedAtMs) >= dayOf(app.nowMs()) || newestMs < risk.fittedUntilMs) return false;
  const officer = risk.notes.some((note) => note.code === 'officer_incidents');
  await fitRiskNow(app, { officer }, stopFlag === undefined ? {} : { stopFlag });
  return true;
}
