import type { ImportKind } from '@beatline/shared/model/views/import_view';
import { ADDRESS_IMPORTER } from './import_addresses';
import { ASSIGNMENT_REGISTER } from './import_assignments';
import { CALENDAR_REGISTER } from './import_calendar';
import { CAMERA_IMPORTER } from './import_cameras';
import { JURISDICTION_IMPORTER } from './import_jurisdictions';
import { PLACE_IMPORTER, ZONE_IMPORTER } from './import_places';
import { ROAD_IMPORTER } from './import_roads';
import { STREET_IMPORTER } from './import_streets';
import { TRACK_IMPORTER } from './import_tracks';
import { importIncidents } from './import_incidents';
import { registerImporter } from './import_register';
import { ROUND_LOG_REGISTER } from './import_round_logs';
import { SIGN_IN_REGISTER } from './import_sign_ins';
import { ROSTER_REGISTER } from './import_roster';
import { UNIT_REGISTER } from './import_units';
import type { Importer } from './importer';
import { inspectIncidents } from './inspect_incidents';

const incidents: Importer = {
  kind: 'incidents',
  inspect: inspectIncidents,
  load: (context, file, { map, crs, timeZone, source, encoding, sheet }) =>
    importIncidents(context, file, { map, crs, timeZone, source, encoding, sheet }),
};

/** Every kind of file that can be imported; each importer adds its own here. */
const IMPORTERS: Readonly<Record<ImportKind, Importer>> = {
  streets: STREET_IMPORTER,
  jurisdictions: JURISDICTION_IMPORTER,
  incidents,
  places: PLACE_IMPORTER,
  tracks: TRACK_IMPORTER,
  zones: ZONE_IMPORTER,
  roads: ROAD_IMPORTER,
  addresses: ADDRESS_IMPORTER,
  units: registerImporter(UNIT_REGISTER),
  roster: registerImporter(ROSTER_REGISTER),
  calendar: registerImporter(CALENDAR_REGISTER),
  assignments: registerImporter(ASSIGNMENT_REGISTER),
  cameras: CAMERA_IMPORTER,
  round_logs: registerImporter(ROUND_LOG_REGISTER),
  sign_ins: registerImporter(SIGN_IN_REGISTER),
};

/** The importer of a kind. */
export function importerOf(kind: ImportKind): Importer {
  return IMPORTERS[kind];
}
