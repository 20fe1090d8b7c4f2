/**
 * Exponent p of the hold: chosen, because a pass must hold almost nothing. At p = 2, 10 s hold a red square 1 s and half the dwell a quarter of the revisit time
 * (METHODS 4; cf. Koper 1995: 15 % disorder after a drive-through, 4 % after a stop of 10-16 min).
 */
const HOLD_EXPONENT = 2;

/**
 * Hold of a visit (METHODS 4): seconds after its end for which the square stays in standard, T·min(1, d/D)^p. All arguments in seconds.
 * Superadditive below D, so splitting a stop never gains.
 */
export function holdSeconds(dwellSeconds: number, standard: { readonly revisitSeconds: number; readonly dwellSeconds: number }): number {
  return standard.revisitSeconds * Math.min(1, dwellSeconds / standard.dwellSeconds) ** HOLD_EXPONENT;
}
