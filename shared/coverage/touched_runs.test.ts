import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProjection } from '../geo/projection';
import { cleanFixes, distinctFixes } from './clean_fixes';
import { creditPresence } from './credit_presence';
import { fixColumnsOf, takeFixes, type Fix, type FixColumns } from './fixes';
import { concatIntervals, normalizeIntervals, takeIntervals, type PresenceIntervals } from './presence_intervals';
import { touchedRuns } from './touched_runs';

const ground = { projection: createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs'), cellMeters: 100 };
const MAX_GAP_MS = 30_000;
const creditOf = (kept: FixColumns): PresenceIntervals =>
  creditPresence({ unitId: 1, mode: 'foot', kind: 'sworn', duty: 'patrol', intervalSeconds: 10, fixes: kept }, ground).intervals;
const indexesWhere = (length: number, accepts: (i: number) => boolean) => Array.from({ length }, (_, i) => i).filter(accepts);

/** What the ledger holds after each batch is stored and the runs it touches are credited anew. */
function ledgerAfter(batches: readonly (readonly Fix[])[]): PresenceIntervals {
  let stored: Fix[] = [];
  let ledger = creditOf(fixColumnsOf([]));
  for (const batch of batches.filter((b) => b.length > 0)) {
    stored = [...stored, ...batch];
    const all = distinctFixes(fixColumnsOf(stored));
    const instants = batch.map((fix) => fix.instantMs);
    const range = touchedRuns(all.instantMs, { fromMs: Math.min(...instants), toMs: Math.max(...instants) }, MAX_GAP_MS);
    if (range === undefined) throw new Error('a batch touches something');
    const { kept } = cleanFixes(all, 'foot');
    const anew = creditOf(
      takeFixes(
        kept,
        indexesWhere(kept.length, (i) => kept.instantMs[i] >= range.fromMs && kept.instantMs[i] <= range.toMs),
      ),
    );
    const untouched = takeIntervals(
      ledger,
      indexesWhere(ledger.length, (i) => ledger.startMs[i] < range.fromMs || ledger.startMs[i] >= range.toMs),
    );
    ledger = concatIntervals([untouched, anew]);
  }
  return normalizeIntervals(ledger);
}

describe('touchedRuns', () => {
  test('reaches over the runs of the new fixes and two beyond', () => {
    const seconds = [0, 10, 100, 110, 200, 210, 300, 310, 400, 410, 500];
    const answer = touchedRuns(
      seconds.map((s) => s * 1000),
      { fromMs: 205_000, toMs: 215_000 },
      MAX_GAP_MS,
    );
    expect(answer).toEqual({ fromMs: 0, toMs: 410_000, reachesFirst: true, reachesLast: false });
  });

  test('leaves the same ledger as crediting everything at once, however the fixes arrive', () => {
    const fix = fc.record({ second: fc.integer({ min: 0, max: 900 }), east: fc.integer({ min: 0, max: 40 }) });
    const batches = fc.array(fc.array(fix, { maxLength: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(batches, (rows) => {
        const fixes = rows.map((batch) =>
          batch.map(({ second, east }): Fix => ({ instantMs: second * 1000, lng: 116.3 + east * 0.0002, lat: 39.9 })),
        );
        expect(ledgerAfter(fixes)).toEqual(ledgerAfter([fixes.flat()]));
      }),
      { numRuns: 300 },
    );
  });
});
