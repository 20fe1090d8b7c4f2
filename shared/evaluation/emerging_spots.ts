import { falseDiscoveryControl } from './false_discovery';
import { localG, neighborsWithin, type Neighbors } from './local_g';
import { logGamma } from './special_functions';

/** Significant places that touch, as one. */
export interface EmergingSpot {
  /** Positions of its places, most significant first: that one is what the figures are of. */
  readonly places: readonly number[];
  /** Gi* of the first place, a standard score. */
  readonly z: number;
  /** Of a score at least as extreme when recent and earlier incidents are dealt out anew. */
  readonly probability: number;
  /** In the reach of the first place: recent incidents, and those the earlier ones say for as many. */
  readonly recent: number;
  readonly expected: number;
}

export interface SpotTest {
  /** Most significant first. */
  readonly emerging: readonly EmergingSpot[];
  readonly fading: readonly EmergingSpot[];
  /** Places where either could have been found: with fewer incidents in reach no finding is possible. */
  readonly testedEmerging: number;
  readonly testedFading: number;
}

/**
 * Where more, or less, happens lately than earlier incidents say. The statistic is Gi* (Ord & Getis 1995) of recent counts less the earlier counts scaled to the same total: a
 * rise of the whole ground is no spot. Its probability is not taken from the normal curve, which few and uneven counts do not follow, but from dealing out anew which incidents are
 * the recent ones: given how many lie in a place's reach, the recent among them are hypergeometric, and Gi* rises with them. Each list keeps the false discovery rate (Benjamini &
 * Hochberg 1995) over the places where a finding is possible at all. O(places · neighbours + places · incidents in reach).
 */
export function emergingSpots(input: {
  /** Centres, metres. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Incidents by place. */
  readonly recent: ArrayLike<number>;
  readonly earlier: ArrayLike<number>;
  readonly neighborMeters: number;
  readonly falseDiscoveryRate: number;
}): SpotTest {
  const { recent, earlier, falseDiscoveryRate } = input;
  const places = recent.length;
  const neighbors = neighborsWithin(input.x, input.y, input.neighborMeters);
  const totalRecent = sumOf(recent);
  const totalEarlier = sumOf(earlier);
  if (totalRecent === 0 || totalEarlier === 0) return { emerging: [], fading: [], testedEmerging: 0, testedFading: 0 };
  const scale = totalRecent / totalEarlier;
  const z = localG(
    Float64Array.from({ length: places }, (_, i) => recent[i] - scale * earlier[i]),
    neighbors,
    true,
  );
  const nearRecent = sumInReach(recent, neighbors);
  const nearEarlier = sumInReach(earlier, neighbors);
  const tail = hypergeometricTails(totalRecent + totalEarlier, totalRecent);
  const up = new Float64Array(places).fill(Number.NaN);
  const down = new Float64Array(places).fill(Number.NaN);
  let testedEmerging = 0;
  let testedFading = 0;
  for (let i = 0; i < places; i++) {
    const near = nearRecent[i] + nearEarlier[i];
    // what could be found depends on how many there are, not on which are recent: leaving the others out takes nothing from the test (Tarone 1990)
    if (near > 0 && tail(near, Math.min(near, totalRecent)).atLeast <= falseDiscoveryRate) {
      up[i] = tail(near, nearRecent[i]).atLeast;
      testedEmerging++;
    }
    if (near > 0 && tail(near, Math.max(0, near - totalEarlier)).atMost <= falseDiscoveryRate) {
      down[i] = tail(near, nearRecent[i]).atMost;
      testedFading++;
    }
  }
  const listOf = (probability: Float64Array): EmergingSpot[] =>
    joined(probability, falseDiscoveryControl(probability, falseDiscoveryRate), z, neighbors).map((members) => {
      const [first] = members;
      return {
        places: members,
        z: z[first],
        probability: probability[first],
        recent: nearRecent[first],
        expected: scale * nearEarlier[first],
      };
    });
  return { emerging: listOf(up), fading: listOf(down), testedEmerging, testedFading };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Sum over each place and its neighbours. */
function sumInReach(values: ArrayLike<number>, { start, neighbor }: Neighbors): Float64Array {
  return Float64Array.from({ length: values.length }, (_, i) => {
    let sum = values[i];
    for (let k = start[i]; k < start[i + 1]; k++) sum += values[neighbor[k]];
    return sum;
  });
}

/** Significant places that neighbour each other, as groups: most significant place first, and most significant group first. */
function joined(probability: Float64Array, stands: Uint8Array, z: Float64Array, { start, neighbor }: Neighbors): number[][] {
  const bySignificance = (a: number, b: number) => probability[a] - probability[b] || Math.abs(z[b]) - Math.abs(z[a]) || a - b;
  const left = new Set([...stands.keys()].filter((place) => stands[place] === 1));
  const groups: number[][] = [];
  for (const place of [...left].sort(bySignificance)) {
    if (!left.delete(place)) continue;
    const group = [place];
    for (const member of group)
      for (let k = start[member]; k < start[member + 1]; k++) if (left.delete(neighbor[k])) group.push(neighbor[k]);
    groups.push(group.sort(bySignificance));
  }
  return groups;
}

/** Probabilities of at least, and of at most, so many recent ones among `near` drawn from `total` incidents of which `recent` are recent; kept, because counts repeat. */
function hypergeometricTails(
  total: number,
  recent: number,
): (near: number, found: number) => { readonly atLeast: number; readonly atMost: number } {
  const logFactorial = Float64Array.from({ length: total + 1 }, (_, n) => logGamma(n + 1));
  const logChoose = (n: number, k: number) => logFactorial[n] - logFactorial[k] - logFactorial[n - k];
  const known = new Map<number, Float64Array>();
  /** P(at least k), k from the least possible number on; one more entry of 0. */
  const upperOf = (near: number): Float64Array => {
    const least = Math.max(0, near - (total - recent));
    const most = Math.min(near, recent);
    const upper = new Float64Array(most - least + 2);
    const logAll = logChoose(total, near);
    for (let k = most; k >= least; k--)
      upper[k - least] = upper[k - least + 1] + Math.exp(logChoose(recent, k) + logChoose(total - recent, near - k) - logAll);
    return upper;
  };
  return (near, found) => {
    let upper = known.get(near);
    if (upper === undefined) {
      upper = upperOf(near);
      known.set(near, upper);
    }
    const at = found - Math.max(0, near - (total - recent));
    // the whole is 1 but for rounding
    return { atLeast: Math.min(1, upper[at]), atMost: Math.min(1, Math.max(0, upper[0] - upper[at + 1])) };
  };
}
