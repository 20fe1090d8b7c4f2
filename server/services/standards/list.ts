import { allStandardVersions } from '@beatline/db/queries/standards';
import { SHIFT_BAND_COUNT } from '@beatline/shared/model/shift_band';
import { TIERS } from '@beatline/shared/model/tier';
import type { StandardsView, StandardVersionView } from '@beatline/shared/model/views/standards_view';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { isoInZone } from '../iso_in_zone';
import { presentVersion } from './present_version';
import { rosterStrength } from './roster_strength';

/** The standards in force, their history, and what the strength gauge needs. */
export async function listStandards(app: App): Promise<StandardsView> {
  const ground = await app.ground.current();
  const present = presentVersion(app, ground);
  const [versions, roster] = await Promise.all([versionViews(app, ground), rosterStrength(app, ground, present.byTier.red.acceptedKinds)]);
  return {
    now: isoInZone(ground.clock, app.nowMs()),
    versions,
    inForce: present.id,
    squares: squaresByBandAndTier(ground),
    areaSquareMeters: ground.data.squareId.length * ground.data.cellMeters ** 2,
    roster,
  };
}

async function versionViews(app: App, ground: Ground): Promise<StandardVersionView[]> {
  const nowMs = app.nowMs();
  const stored = await app.query(allStandardVersions);
  const starts = stored.filter((version) => !version.isSuperseded).map((version) => version.effectiveFromMs);
  const iso = (instantMs: number) => isoInZone(ground.clock, instantMs);
  const inForce = presentVersion(app, ground).id;
  return stored.toReversed().map((version): StandardVersionView => {
    const nextMs = version.isSuperseded ? undefined : starts.filter((start) => start > version.effectiveFromMs).sort((a, b) => a - b)[0];
    return {
      id: version.id,
      savedAt: iso(version.savedAtMs),
      effectiveFrom: iso(version.effectiveFromMs),
      effectiveTo: nextMs === undefined ? undefined : iso(nextMs),
      note: version.note,
      state: version.isSuperseded ? 'replaced' : version.id === inForce ? 'in_force' : version.effectiveFromMs > nowMs ? 'planned' : 'past',
      standards: TIERS.map((tier) => version.byTier[tier]),
    };
  });
}

/** How many squares each tier has in each shift band, at 4 · band + tier. */
function squaresByBandAndTier(ground: Ground): number[] {
  const { tierByBand, squareId } = ground.data;
  const squares = new Float64Array(SHIFT_BAND_COUNT * TIERS.length);
  for (let square = 0; square < squareId.length; square++) {
    for (let band = 0; band < SHIFT_BAND_COUNT; band++) squares[band * TIERS.length + tierByBand[square * SHIFT_BAND_COUNT + band]] += 1;
  }
  return [...squares];
}
