import type { AddressHit } from '@beatline/shared/model/views/address_view';
import type { App } from '../../app';

/** Places an address may mean, best first, those too unsure to be mapped unasked among them. */
export async function findAddress(app: App, input: { readonly text: string; readonly limit: number }): Promise<AddressHit[]> {
  return (await app.addresses.current()).find(input.text, input.limit);
}
