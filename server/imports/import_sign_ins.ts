import { postedPlacesNamed, signInSpans, upsertSignIns, type SignIn } from '@beatline/db/queries/posts';
import { deriveVisitsAndHours } from '@beatline/db/queries/presence';
import { listUnits } from '@beatline/db/queries/units';
import { signInFormat, type SignInField, type SignInRow } from '@beatline/shared/formats/sign_in_columns';
import { creditDeclared } from './credit_declared';
import type { ImportContext } from './import_context';
import { importRegister, type Register, type RegisterAnswer, type RegisterOptions, type StoreFault } from './import_register';
import { clockOf } from './incident_source';
import type { ImportFile } from './input_file';
import { trackGroundOf } from './track_ground';

/** A clock may run ahead by a little; a sign-out of tomorrow is a wrong clock. */
const AHEAD_MS = 120_000;

/** Sign-ins at posts: presence that was declared, a class beside what was observed. */
export const SIGN_IN_REGISTER: Register<SignInField, SignInRow> = {
  kind: 'sign_ins',
  format: (timeZone) => signInFormat(clockOf(timeZone)),
  async store(scoped, rows, context, deployment, batch) {
    const units = new Map((await listUnits(scoped)).map((unit) => [unit.code, unit]));
    const places = await postedPlacesNamed(
      scoped,
      rows.map(({ row }) => row.place),
    );
    const faults: StoreFault<SignInField>[] = [];
    const signIns: SignIn[] = [];
    for (const { rowNumber, row } of rows) {
      const unit = units.get(row.unitCode);
      const place = places.get(row.place);
      if (unit === undefined) faults.push({ rowNumber, field: 'unit', reason: 'unit_unknown' });
      else if (place === undefined) faults.push({ rowNumber, field: 'place', reason: 'place_unknown' });
      else if (!place.hasPosts) faults.push({ rowNumber, field: 'place', reason: 'no_post' });
      else if (row.toMs > context.nowMs() + AHEAD_MS) faults.push({ rowNumber, field: 'to', reason: 'time_in_future' });
      else signIns.push({ unitId: unit.id, placeId: place.placeId, fromMs: row.fromMs, toMs: row.toMs });
    }
    if (signIns.length > 0) {
      await upsertSignIns(scoped, signIns, batch);
      context.onProgress?.({ stage: 'crediting', rows: signIns.length, fractionDone: undefined });
      const ground = await trackGroundOf(scoped, deployment);
      const byId = new Map([...units.values()].map((unit) => [unit.id, unit]));
      for (const { unitId, span } of await signInSpans(scoped, { batchId: batch })) {
        const unit = byId.get(unitId);
        if (unit !== undefined) await deriveVisitsAndHours(scoped, (await creditDeclared(scoped, unit, span, ground)) ?? span);
      }
    }
    return { faults, extra: {} };
  },
};

/** Loads sign-ins: a table with unit, place, sign-in and sign-out. */
export function importSignIns(context: ImportContext, file: ImportFile, options: RegisterOptions = {}): Promise<RegisterAnswer> {
  return importRegister(context, file, options, SIGN_IN_REGISTER);
}
