/**
 * Walls of buildings in projected metres, in buckets of a grid, as plain columns: a worker thread gets them without a copy. Made by {@link indexBuildingEdges}.
 */
export interface BuildingEdges {
  /** Edge i runs from (4·i, 4·i + 1) to (4·i + 2, 4·i + 3). */
  readonly ends: Float64Array;
  readonly originX: number;
  readonly originY: number;
  readonly bucketMeters: number;
  readonly columns: number;
  readonly rows: number;
  /** Edges of bucket (column, row) are `edges[firstEdge[k] .. firstEdge[k + 1])` with k = row · columns + column. An edge is in every bucket its box touches. */
  readonly firstEdge: Int32Array;
  readonly edges: Int32Array;
}

/** Chosen: of the size of what is looked at, so that a look meets few buckets and few walls it has nothing to do with. */
const BUCKET_METERS = 40;
/** Larger ground gets larger buckets. */
const MOST_BUCKETS = 2 ** 22;

/** Puts walls into buckets: `ends` holds x0, y0, x1, y1 of each. Linear. */
export function indexBuildingEdges(ends: Float64Array): BuildingEdges {
  const count = ends.length / 4;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ends.length; i += 2) {
    minX = Math.min(minX, ends[i]);
    maxX = Math.max(maxX, ends[i]);
    minY = Math.min(minY, ends[i + 1]);
    maxY = Math.max(maxY, ends[i + 1]);
  }
  if (count === 0) [minX, minY, maxX, maxY] = [0, 0, 0, 0];
  const bucketMeters = Math.max(BUCKET_METERS, Math.sqrt(((maxX - minX) * (maxY - minY)) / MOST_BUCKETS));
  const columns = Math.floor((maxX - minX) / bucketMeters) + 1;
  const rows = Math.floor((maxY - minY) / bucketMeters) + 1;
  const frame = { originX: minX, originY: minY, bucketMeters, columns, rows };

  // how many lie in each bucket, then where, a counting sort
  const firstEdge = new Int32Array(columns * rows + 1);
  const boxOf = (i: number) => bucketBox(frame, ends[4 * i], ends[4 * i + 1], ends[4 * i + 2], ends[4 * i + 3]);
  for (let i = 0; i < count; i++) eachBucket(frame, boxOf(i), (bucket) => void firstEdge[bucket + 1]++);
  for (let bucket = 0; bucket < columns * rows; bucket++) firstEdge[bucket + 1] += firstEdge[bucket];
  const edges = new Int32Array(firstEdge[columns * rows]);
  const next = firstEdge.slice();
  for (let i = 0; i < count; i++) eachBucket(frame, boxOf(i), (bucket) => void (edges[next[bucket]++] = i));
  return { ends, ...frame, firstEdge, edges };
}

type Frame = Pick<BuildingEdges, 'originX' | 'originY' | 'bucketMeters' | 'columns' | 'rows'>;
type Box = readonly [firstColumn: number, firstRow: number, lastColumn: number, lastRow: number];

function bucketBox(frame: Frame, x0: number, y0: number, x1: number, y1: number): Box {
  // written out: called for every look, and a function made for each call costs more than the look
  const { originX, originY, bucketMeters } = frame;
  return [
    Math.max(0, Math.floor((Math.min(x0, x1) - originX) / bucketMeters)),
    Math.max(0, Math.floor((Math.min(y0, y1) - originY) / bucketMeters)),
    Math.min(frame.columns - 1, Math.floor((Math.max(x0, x1) - originX) / bucketMeters)),
    Math.min(frame.rows - 1, Math.floor((Math.max(y0, y1) - originY) / bucketMeters)),
  ];
}

function eachBucket({ columns }: Frame, [firstColumn, firstRow, lastColumn, lastRow]: Box, visit: (bucket: number) => void): void {
  for (let row = firstRow; row <= lastRow; row++)
    for (let column = firstColumn; column <= lastColumn; column++) visit(row * columns + column);
}

/** Calls `visit` with every wall whose buckets touch a box; some more than once. */
export function edgesNear(
  buildings: BuildingEdges,
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
  visit: (x0: number, y0: number, x1: number, y1: number, edge: number) => void,
): void {
  const { ends, edges, firstEdge, columns } = buildings;
  const [firstColumn, firstRow, lastColumn, lastRow] = bucketBox(buildings, minX, minY, maxX, maxY);
  for (let row = firstRow; row <= lastRow; row++) {
    const last = firstEdge[row * columns + lastColumn + 1];
    // buckets of a row follow each other
    for (let k = firstEdge[row * columns + firstColumn]; firstColumn <= lastColumn && k < last; k++) {
      const at = 4 * edges[k];
      visit(ends[at], ends[at + 1], ends[at + 2], ends[at + 3], edges[k]);
    }
  }
}

/** Parts of a way from which a point is seen, as pairs [from, to] of shares of the way, ascending: refilled by {@link seenParts}. */
export type Parts = number[];

/**
 * From which parts of the way from (x0, y0) to (x1, y1) a point is seen past the walls, within the parts `from` to `to` of it. A wall hides the point where it crosses the
 * line of sight; the shadow a wall throws from the point is a cone cut off by the wall, and its ends on the way are roots of linear equations, so the parts are exact.
 * A line of sight that only touches a wall's corner is hidden, one that ends on the wall is not. Somebody inside a building, and a point inside one, see no further
 * than its walls. O(walls near).
 */
export function seenParts(
  buildings: BuildingEdges,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  pointX: number,
  pointY: number,
  from: number,
  to: number,
  parts: Parts,
): void {
  parts.length = 0;
  parts.push(from, to);
  const { ends, edges, firstEdge, columns } = buildings;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const [startX, startY] = [x0 - pointX, y0 - pointY];
  const isStanding = dx === 0 && dy === 0;
  const [firstColumn, firstRow, lastColumn, lastRow] = bucketBox(
    buildings,
    Math.min(x0, x1, pointX),
    Math.min(y0, y1, pointY),
    Math.max(x0, x1, pointX),
    Math.max(y0, y1, pointY),
  );
  for (let row = firstRow; row <= lastRow && firstColumn <= lastColumn; row++) {
    const last = firstEdge[row * columns + lastColumn + 1];
    for (let k = firstEdge[row * columns + firstColumn]; k < last; k++) {
      const at = 4 * edges[k];
      let ax = ends[at] - pointX;
      let ay = ends[at + 1] - pointY;
      let bx = ends[at + 2] - pointX;
      let by = ends[at + 3] - pointY;
      const turn = ax * by - ay * bx;
      // a wall in line with the point throws no shadow
      if (turn === 0) continue;
      if (turn < 0) {
        [ax, bx] = [bx, ax];
        [ay, by] = [by, ay];
      }

      // hidden where three quantities are at least 0: left of the ray to one end, right of the ray to the other, beyond the wall
      const left = ax * startY - ay * startX;
      const leftChange = ax * dy - ay * dx;
      if (left < 0 && left + leftChange < 0) continue;
      const right = startX * by - startY * bx;
      const rightChange = dx * by - dy * bx;
      if (right < 0 && right + rightChange < 0) continue;
      const beyond = (by - ay) * (startX - ax) - (bx - ax) * (startY - ay);
      const beyondChange = (by - ay) * dx - (bx - ax) * dy;
      if (beyond <= 0 && beyond + beyondChange <= 0) continue;

      let hiddenFrom = from;
      let hiddenTo = to;
      if (leftChange > 0) hiddenFrom = Math.max(hiddenFrom, -left / leftChange);
      else if (leftChange < 0) hiddenTo = Math.min(hiddenTo, -left / leftChange);
      if (rightChange > 0) hiddenFrom = Math.max(hiddenFrom, -right / rightChange);
      else if (rightChange < 0) hiddenTo = Math.min(hiddenTo, -right / rightChange);
      if (beyondChange > 0) hiddenFrom = Math.max(hiddenFrom, -beyond / beyondChange);
      else if (beyondChange < 0) hiddenTo = Math.min(hiddenTo, -beyond / beyondChange);
      if (!(isStanding ? hiddenFrom <= hiddenTo : hiddenFrom < hiddenTo)) continue;
      cutOut(parts, hiddenFrom, hiddenTo);
      if (parts.length === 0) return;
    }
  }
}

/** Takes a stretch out of ascending disjoint parts, in place. */
function cutOut(parts: Parts, hiddenFrom: number, hiddenTo: number): void {
  const kept: number[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [from, to] = [parts[i], parts[i + 1]];
    if (hiddenTo <= from || hiddenFrom >= to) {
      kept.push(from, to);
      continue;
    }
    if (from < hiddenFrom) kept.push(from, hiddenFrom);
    if (hiddenTo < to) kept.push(hiddenTo, to);
  }
  parts.length = 0;
  for (const value of kept) parts.push(value);
}

const standing: Parts = [];

/** Whether a point is seen from a position past the walls: {@link seenParts} of somebody who stands still. */
export function seesPoint(buildings: BuildingEdges, x: number, y: number, pointX: number, pointY: number): boolean {
  seenParts(buildings, x, y, x, y, pointX, pointY, 0, 1, standing);
  return standing.length > 0;
}

/** Whether a position lies inside a building: it has walls to one side an odd number of times, over the rows of buckets it lies in. O(walls of its row). */
export function isInsideBuilding(buildings: BuildingEdges, x: number, y: number): boolean {
  const eastEdge = buildings.originX + buildings.columns * buildings.bucketMeters;
  const crossed = new Set<number>();
  edgesNear(buildings, x, y, Math.max(x, eastEdge), y, (x0, y0, x1, y1, edge) => {
    if (y0 > y !== y1 > y && x0 + ((y - y0) / (y1 - y0)) * (x1 - x0) > x) crossed.add(edge);
  });
  return crossed.size % 2 === 1;
}
