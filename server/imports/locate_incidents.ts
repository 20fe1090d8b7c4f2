import { createGeocoder } from '@beatline/db/queries/addresses';
import type { Scoped } from '@beatline/db/engine/database';
import type { Geocoder } from '@beatline/shared/addresses/geocoder';
import type { AddressHit } from '@beatline/shared/model/views/address_view';
import type { IncidentInput } from '@beatline/shared/model/incident';

type Located = Pick<IncidentInput, 'location' | 'geocode' | 'unlocatedReason'>;

/** Places incidents of a file that have an address but no position. */
export interface IncidentLocator {
  /** Where an address lies, or why that cannot be told. `reason` is what the coordinates said before. */
  locate(address: string | undefined, reason: IncidentInput['unlocatedReason']): Promise<Located>;
}

/** Distinct addresses remembered: repeats are the rule; some 30 MB. */
const REMEMBERED_ADDRESSES = 50_000;

/** The geocoder is made when the first address is asked for: files with positions do not wait for it. */
export function createIncidentLocator(scoped: Scoped, log: (line: string) => void): IncidentLocator {
  let geocoder: Geocoder | undefined;
  const known = new Map<string, { readonly hit: AddressHit | undefined; readonly isVague: boolean }>();

  async function look(address: string) {
    const seen = known.get(address);
    if (seen !== undefined) return seen;
    if (geocoder === undefined) {
      log('some rows have an address but no position: looking them up');
      geocoder = await createGeocoder(scoped);
    }
    const [hit] = geocoder.geocode([address]);
    const found = { hit, isVague: hit === undefined && geocoder.find(address, 1).length > 0 };
    if (known.size >= REMEMBERED_ADDRESSES) known.clear();
    known.set(address, found);
    return found;
  }

  return {
    async locate(address, reason) {
      if (address === undefined) return { location: undefined, unlocatedReason: reason ?? 'no_coordinates' };
      const { hit, isVague } = await look(address);
      if (hit !== undefined) return { location: hit.location, geocode: { level: hit.level, score: hit.score } };
      return { location: undefined, unlocatedReason: reason ?? (isVague ? 'address_vague' : 'address_not_found') };
    },
  };
}
