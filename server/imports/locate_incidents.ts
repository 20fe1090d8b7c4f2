import { createGeocoder } from '@beatline/db/queries/addresses';
import type { FoundAddress } from '@beatline/db/queries/incident_stage';
import type { Scoped } from '@beatline/db/engine/database';

/** Addresses looked up before others get their turn: a fifth of a second of misspelt ones. */
const ADDRESSES_A_BREATH = 1000;

/** Finds where the addresses of incidents lie, by everything that has a name in the database. Those that are unknown or vague say so. */
export async function addressFinder(
  scoped: Scoped,
  breathe: () => Promise<void>,
): Promise<(addresses: readonly string[]) => Promise<FoundAddress[]>> {
  const geocoder = await createGeocoder(scoped);
  return async (addresses) => {
    const found: FoundAddress[] = [];
    for (let from = 0; from < addresses.length; from += ADDRESSES_A_BREATH) {
      const texts = addresses.slice(from, from + ADDRESSES_A_BREATH);
      for (const [i, hit] of geocoder.geocode(texts).entries()) {
        if (hit !== undefined) found.push({ location: hit.location, level: hit.level, score: hit.score });
        else found.push({ location: undefined, reason: geocoder.find(texts[i], 1).length > 0 ? 'address_vague' : 'address_not_found' });
      }
      await breathe();
    }
    return found;
  };
}
