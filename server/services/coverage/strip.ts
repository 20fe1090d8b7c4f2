import { incidentsInWindow } from '@beatline/db/queries/incidents';
import type { StripView } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { StripInput } from '../../routers/inputs';
import { isoInZone } from '../iso_in_zone';
import { rangeOf } from '../window_range';

export async function coverageStrip(app: App, input: StripInput): Promise<StripView> {
  const { clock } = await app.ground.current();
  const window = rangeOf(input);
  const binMs = input.binSeconds * 1000;
  const [{ observed, withInferred }, incidents] = await Promise.all([
    app.coverage.measure({ window, modes: input.modes, binMs }),
    app.query((scoped) => incidentsInWindow(scoped, window)),
  ]);
  const counts = new Map<number, number>();
  for (const instantMs of incidents.instantMs.subarray(0, incidents.length)) {
    const bin = Math.floor((instantMs - window.fromMs) / binMs);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return {
    window: { from: input.from, to: input.to },
    binSeconds: input.binSeconds,
    bins: withInferred.bins.map((bin, index) => ({
      from: isoInZone(clock, bin.fromMs),
      expectedIncidents: bin.expected,
      gapIncidents: bin.gap,
      inferredIncidents: (observed.bins[index]?.gap ?? bin.gap) - bin.gap,
      incidents: counts.get(index) ?? 0,
    })),
  };
}
