/** The quantity ramp of the tokens, dim to strong; CSS variables, so a chart follows the theme of its page. */
export const GAP_RAMP = [
  'var(--gap-1)',
  'var(--gap-2)',
  'var(--gap-3)',
  'var(--gap-4)',
  'var(--gap-5)',
  'var(--gap-6)',
  'var(--gap-7)',
  'var(--gap-8)',
] as const;

/** The diverging ramp of the tokens: first colour for the most, middle for zero, last for the least. */
export const DIVERGING_RAMP = [
  'var(--div-1)',
  'var(--div-2)',
  'var(--div-3)',
  'var(--div-4)',
  'var(--div-5)',
  'var(--div-6)',
  'var(--div-7)',
  'var(--div-8)',
  'var(--div-9)',
] as const;

/** The colour of a quantity between 0 and `maximum` in equal steps. */
export function sequentialColor(value: number, maximum: number): string {
  const last = GAP_RAMP.length - 1;
  const step = maximum > 0 ? Math.floor((value / maximum) * GAP_RAMP.length) : 0;
  return GAP_RAMP[Math.max(0, Math.min(last, step))] ?? GAP_RAMP[0];
}

/** The colour of a signed quantity between -`extent` and `extent`: more than zero toward the first colour, less toward the last. */
export function divergingColor(value: number, extent: number): string {
  const middle = (DIVERGING_RAMP.length - 1) / 2;
  const step = extent > 0 ? middle - Math.round((value / extent) * middle) : middle;
  return DIVERGING_RAMP[Math.max(0, Math.min(DIVERGING_RAMP.length - 1, step))] ?? DIVERGING_RAMP[middle] ?? GAP_RAMP[0];
}
