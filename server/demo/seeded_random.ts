/** A seeded stream of random numbers: the same seed gives the same city on every machine. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** Uniform whole number in [0, count). */
  below(count: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Standard normal. */
  gaussian(): number;
  /** Poisson count; by inversion below a mean of 30, by a rounded normal above (the demo never needs exact tails there). */
  poisson(mean: number): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
}

/** mulberry32 (T. Ettinger, public domain): 32 bits of state, one multiplication chain a draw; quality is ample for a demo. */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  let spare: number | undefined;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  function gaussian(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let x = 0;
    let y = 0;
    let square = 0;
    do {
      x = 2 * next() - 1;
      y = 2 * next() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * scale;
    return x * scale;
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
    pick(list) {
      const chosen = list[Math.floor(next() * list.length)];
      if (chosen === undefined) throw new RangeError('nothing to pick from: the list is empty');
      return chosen;
    },
    gaussian,
    poisson(mean) {
      if (mean <= 0) return 0;
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian()));
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
  };
}

/** A seed for one part of the city, so that changing how one part is drawn leaves the others as they were (FNV-1a over the label). */
export function seedFor(seed: number, ...labels: readonly (string | number)[]): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (const label of labels) {
    for (const character of `${label}|`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
