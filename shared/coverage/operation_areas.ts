import type { OperationRule, StandardRules } from './standard_rules';

/**
 * Operations laid on the squares (ascending ids): the code of each square says which of them it lies in, a position in `operationAreas`; 0 is none. Squares in the
 * same operations share a code. O(squares + squares in operations).
 */
export function operationAreasOf(
  operations: readonly (OperationRule & { readonly squareIds: readonly number[] })[],
  squareId: Float64Array,
): Pick<StandardRules, 'operations' | 'operationAreas'> & { readonly operationArea: Uint16Array } {
  const positionsOf = new Map<number, number[]>();
  operations.forEach(({ squareIds }, position) => {
    for (const id of squareIds) positionsOf.set(id, [...(positionsOf.get(id) ?? []), position]);
  });
  const codeOf = new Map([['', 0]]);
  const operationAreas: (readonly number[])[] = [[]];
  const operationArea = Uint16Array.from(squareId, (id) => {
    const positions = positionsOf.get(id) ?? [];
    const key = positions.join('+');
    const known = codeOf.get(key);
    if (known !== undefined) return known;
    codeOf.set(key, operationAreas.length);
    return operationAreas.push(positions) - 1;
  });
  if (operationAreas.length > 0x1_0000)
    throw new RangeError(`operations overlap in ${operationAreas.length} ways, a code names at most 65,536`);
  return {
    operations: operations.map(({ id, startsAtMs, endsAtMs, byTier }) => ({ id, startsAtMs, endsAtMs, byTier })),
    operationAreas,
    operationArea,
  };
}
