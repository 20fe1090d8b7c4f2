import { createGeocoder } from '@beatline/db/queries/addresses';
import type { Scoped } from '@beatline/db/engine/database';
import type { Geocoder } from '@beatline/shared/addresses/geocoder';

/** The geocoder pages ask, made when first needed: about a second and 100 MB for a district of 50,000 addresses. */
export interface AddressStore {
  current(): Promise<Geocoder>;
  /** Forgets it, because streets, places or addresses changed. */
  reset(): void;
}

export function createAddressStore(query: <T>(run: (scoped: Scoped) => Promise<T>) => Promise<T>): AddressStore {
  let made: Promise<Geocoder> | undefined;
  return {
    current() {
      if (made !== undefined) return made;
      const making = query(createGeocoder);
      made = making;
      // What failed is tried anew at the next question.
      making.catch(() => {
        if (made === making) made = undefined;
      });
      return making;
    },
    reset() {
      made = undefined;
    },
  };
}
