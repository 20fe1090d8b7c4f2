import { hasHan } from './fold_text';
import { isGeneric, nameDistance } from './name_distance';

/** A name that fits what was typed. */
export interface NameMatch {
  /** Number of the name, as given to {@link buildNameIndex}. */
  readonly id: number;
  /** 1 for the very name, less for a short form or a misspelling. */
  readonly score: number;
}

/** Where in a text a name stands. */
export interface NameMention extends NameMatch {
  readonly start: number;
  readonly end: number;
}

export interface NameIndex {
  /** Names that are exactly this, short forms included. */
  exact(key: string): readonly NameMatch[];
  /** Names within a few errors, best first, at most eight. The very name is among them. */
  similar(key: string): NameMatch[];
  /** Names standing whole in a text, leftmost and longest first, not overlapping. Short forms are not looked for. */
  mentions(text: string): NameMention[];
}

const MAX_MATCHES = 8;
/** What an error takes off, per character of the name: chosen, so that one wrong character in three leaves 0.82. */
const SCORE_PER_ERROR = 0.55;
/** 花园路 and 果园路 share little that tells: less than one name in 2^4 having it. Chosen by calibration, with what is then left of the score. */
const LEAST_SHARED_BITS = 4;
const COMMONPLACE_FACTOR = 0.78;
/** Verifying more candidates than this finds nothing better: they share only common characters. Chosen. */
const MAX_CANDIDATES = 4000;

/**
 * Index of names over their rarest characters (Chinese) or pairs of letters (Latin). A name with k errors still shares one of the k+1 rarest grams of what
 * was typed, so only their lists are verified by edit distance. `short` lists other forms a name goes by, with their scores.
 */
export function buildNameIndex(
  names: readonly { readonly key: string; readonly short: readonly { readonly key: string; readonly score: number }[] }[],
): NameIndex {
  const byKey = new Map<string, NameMatch[]>();
  const wholeByKey = new Map<string, number>();
  const longest = { length: 0 };
  names.forEach(({ key, short }, id) => {
    if (key === '') return;
    add(byKey, key, { id, score: 1 });
    if (!wholeByKey.has(key)) wholeByKey.set(key, id);
    longest.length = Math.max(longest.length, key.length);
    for (const form of short) add(byKey, form.key, { id, score: form.score });
  });
  const keys = [...byKey.keys()];
  const digits = keys.map(digitsOf);
  const postings = new Map<string, number[]>();
  keys.forEach((key, index) => {
    for (const gram of new Set(gramsOf(key))) {
      const list = postings.get(gram);
      if (list === undefined) postings.set(gram, [index]);
      else list.push(index);
    }
  });
  // Among few names nothing can say much.
  const leastBits = Math.min(LEAST_SHARED_BITS, Math.log2(keys.length) - 2);
  const seen = new Int32Array(keys.length).fill(-1);
  let query = 0;

  function similar(key: string): NameMatch[] {
    const best = new Map<number, number>();
    const offer = (match: NameMatch, factor: number) => {
      const score = match.score * factor;
      if (score > (best.get(match.id) ?? 0)) best.set(match.id, score);
    };
    for (const match of byKey.get(key) ?? []) offer(match, 1);
    const limit = errorLimit(key.length);
    if (limit > 0) {
      query++;
      const isHan = hasHan(key);
      const ownDigits = digitsOf(key);
      let verified = 0;
      for (const gram of rarestGrams(key, limit)) {
        for (const index of postings.get(gram) ?? []) {
          if (seen[index] === query) continue;
          seen[index] = query;
          const candidate = keys[index];
          // 3街 for 2街 is no misspelling: both are likely to exist.
          if (candidate === key || digits[index] !== ownDigits || Math.abs(candidate.length - key.length) > 4) continue;
          if (++verified > MAX_CANDIDATES) break;
          const distance = nameDistance(key, candidate, limit);
          if (distance === Infinity) continue;
          const likeness = 1 - (SCORE_PER_ERROR * distance) / Math.max(candidate.length, key.length);
          const factor = isHan && sharedBits(key, candidate) < leastBits ? likeness * COMMONPLACE_FACTOR : likeness;
          for (const match of byKey.get(candidate) ?? []) offer(match, factor);
        }
      }
    }
    return [...best]
      .map(([id, score]) => ({ id, score }))
      .sort((a, b) => b.score - a.score || a.id - b.id)
      .slice(0, MAX_MATCHES);
  }

  /** How much the telling characters two names share say: one that half of all names have says one bit. */
  function sharedBits(key: string, candidate: string): number {
    let bits = 0;
    for (const character of new Set(key)) {
      if (!isGeneric(character) && candidate.includes(character)) bits += Math.log2(keys.length / (postings.get(character)?.length ?? 1));
    }
    return bits;
  }

  function rarestGrams(key: string, limit: number): string[] {
    const grams = [...new Set(gramsOf(key))].filter((gram) => postings.has(gram));
    grams.sort((a, b) => (postings.get(a)?.length ?? 0) - (postings.get(b)?.length ?? 0));
    // A misspelt Latin letter spoils two pairs, a swap three; a Chinese character is a gram by itself.
    const errors = Math.ceil(limit);
    return grams.slice(0, hasHan(key) ? errors + 1 : 3 * errors + 1);
  }

  function mentions(text: string): NameMention[] {
    const found: NameMention[] = [];
    for (let start = 0; start < text.length - 1;) {
      let end = 0;
      let id: number | undefined;
      for (let length = Math.min(longest.length, text.length - start); length >= 2; length--) {
        id = wholeByKey.get(text.slice(start, start + length));
        if (id === undefined) continue;
        end = start + length;
        break;
      }
      if (id === undefined) start++;
      else {
        found.push({ id, score: 1, start, end });
        start = end;
      }
    }
    return found;
  }

  return { exact: (key) => byKey.get(key) ?? [], similar, mentions };
}

function add(map: Map<string, NameMatch[]>, key: string, match: NameMatch): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [match]);
  else if (!list.some((known) => known.id === match.id)) list.push(match);
}

function digitsOf(key: string): string {
  return key.replace(/\D+/g, ' ').trim();
}

/** Errors allowed by length, as weighted by {@link nameDistance}: two characters may only lack a generic one. */
function errorLimit(length: number): number {
  if (length <= 1) return 0;
  if (length === 2) return 0.75;
  if (length <= 4) return 1.1;
  if (length <= 7) return 1.7;
  return 2.4;
}

function gramsOf(key: string): string[] {
  if (hasHan(key)) return [...key];
  const padded = ` ${key} `;
  return Array.from({ length: padded.length - 1 }, (_, i) => padded.slice(i, i + 2));
}
