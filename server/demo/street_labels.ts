import type { City } from './city';

/** A spot on a street of the demo district and how one would say where it is. */
export interface LabelledSpot {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** What carries the number: a street, the roads of a compound; a footpath has none. */
  readonly numbered: 'street' | 'compound' | 'none';
}

const STEP_METERS = 20;
/** House numbers of a street rise by one so many metres; buildings of a compound lie further apart. */
const METERS_PER_NUMBER = 12;
const METERS_PER_BUILDING = 40;

/** Named street positions every 20 m, with the number each has there: what a door plate would say. A number names one spot of its street. */
export function* labelledSpots(city: City): Generator<LabelledSpot> {
  const walked = new Map<string, number>();
  for (const edge of city.network.edges) {
    if (edge.structure !== 'ground') continue;
    const before = walked.get(edge.name) ?? 0;
    const metersPerNumber = edge.highway === 'service' ? METERS_PER_BUILDING : METERS_PER_NUMBER;
    // No number runs over from one edge to the next: the next may lie elsewhere.
    walked.set(edge.name, before + Math.ceil(edge.lengthMeters / metersPerNumber));
    let done = 0;
    for (let i = 2; i < edge.path.length; i += 2) {
      const [x0, y0, x1, y1] = [edge.path[i - 2], edge.path[i - 1], edge.path[i], edge.path[i + 1]];
      const length = Math.hypot(x1 - x0, y1 - y0);
      for (let at = STEP_METERS / 2; at < length; at += STEP_METERS) {
        if (edge.name === '') continue;
        const x = x0 + ((x1 - x0) * at) / length;
        const y = y0 + ((y1 - y0) * at) / length;
        const number = 1 + before + Math.floor((done + at) / metersPerNumber);
        if (edge.highway === 'footway') yield { x, y, label: edge.name, numbered: 'none' };
        else if (edge.highway === 'service') yield { x, y, label: `${edge.name}${number}号楼`, numbered: 'compound' };
        else yield { x, y, label: `${edge.name}${number}号`, numbered: 'street' };
      }
      done += length;
    }
  }
}
