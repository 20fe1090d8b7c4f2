import { takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';

/** The rows of a ledger that lie in these squares. */
export function rowsOfSquares(parts: readonly PresenceIntervals[], squares: ReadonlySet<number>): PresenceIntervals[] {
  return parts.map((part) => {
    const rows: number[] = [];
    for (let row = 0; row < part.length; row++) if (squares.has(part.squareId[row])) rows.push(row);
    return takeIntervals(part, rows);
  });
}
