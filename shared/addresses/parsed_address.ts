/** A number of an address: one house, or all of a block whose last digits are masked (`10XX`, `100 block`). */
export interface NumberLabel {
  /** As written, folded: `12`, `12-8`, `甲12`, `a`. */
  readonly label: string;
  /** The leading whole number; NaN for a letter. */
  readonly from: number;
  /** Last number meant: equal to `from` but for masked blocks. */
  readonly to: number;
}

/** A name of an address and the numbers that follow it: a street with its door, a compound with its building. */
export interface AddressPart {
  /** Folded; may still hold several names without anything between them. */
  readonly name: string;
  readonly door: NumberLabel | undefined;
  readonly building: NumberLabel | undefined;
}

/** An address text taken apart, household doors left out. */
export interface ParsedAddress {
  readonly script: 'han' | 'latin';
  readonly parts: readonly AddressPart[];
  /** It speaks of the place where two streets meet. */
  readonly isCrossing: boolean;
  /** 1 when it names the spot itself, less when it says near, opposite or so many metres from it. */
  readonly nearness: number;
}

/** Number and label from text such as `12`, `12-8`, `甲12`. */
export function numberLabel(label: string): NumberLabel {
  const value = Number(/\d+/.exec(label)?.[0] ?? Number.NaN);
  return { label, from: value, to: value };
}
