import { coverageOfArea } from '@beatline/db/queries/areas';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import type { AreaCoverageView } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { AreaInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';

export async function cellsCoverage(app: App, input: AreaInput): Promise<AreaCoverageView> {
  const area = areaOf(input);
  if (area === undefined) throw new Refusal('bad_area', 'no area was given', 'give a jurisdiction or a ring');
  return app.query((scoped) => coverageOfArea(scoped, area, rangeOf(input)));
}

/** The area asked about: a jurisdiction, a drawn ring (closed here), or undefined for everywhere. */
export function areaOf(input: {
  readonly jurisdictionId?: number | undefined;
  readonly ring?: readonly LngLat[] | undefined;
}): { readonly jurisdictionId: number } | { readonly ring: readonly LngLat[] } | undefined {
  if (input.jurisdictionId !== undefined) return { jurisdictionId: input.jurisdictionId };
  const first = input.ring?.[0];
  const last = input.ring?.at(-1);
  if (input.ring === undefined || first === undefined || last === undefined) return undefined;
  return { ring: first[0] === last[0] && first[1] === last[1] ? input.ring : [...input.ring, first] };
}
