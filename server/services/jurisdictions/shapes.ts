import { jurisdictionShapes, type JurisdictionShapes } from '@beatline/db/queries/jurisdictions';
import type { JurisdictionLevel } from '@beatline/shared/model/jurisdiction';
import type { App } from '../../app';

export async function jurisdictionShapesOf(app: App, input: { readonly level: JurisdictionLevel }): Promise<JurisdictionShapes> {
  return app.query((scoped) => jurisdictionShapes(scoped, input.level));
}
