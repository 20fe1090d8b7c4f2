import { decodeColumn } from '@beatline/shared/formats/binary_column';
import { TIERS, TIER_LETTER } from '@beatline/shared/model/tier';
import type { RiskTiersView } from '@beatline/shared/model/views/risk_view';
import type { SquareCoverageColumns } from '@beatline/shared/model/views/coverage_view';
import type { HeatColumns } from '@beatline/shared/model/views/incident_view';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { trpc } from '../../api/client';
import { useCoverageSquares, useRiskTiers } from '../../api/queries';
import type { CommandState } from './command_state';
import { fieldScaleOf, type FieldScale } from './field_scale';

const HOUR_MS = 3_600_000;
/** Share of tracked time without data from which a square is hatched (design notes). */
const HATCHED_FROM_FRACTION = 0.2;
const RED_CODE = 0;
const BLUE_CODE = TIERS.length - 1;

/** What colours the squares, and the marks over them; in the order of the squares' geometry of `geometryVersion`. */
export interface FieldOnMap {
  readonly values: ArrayLike<number> | undefined;
  readonly scale: FieldScale | undefined;
  readonly geometryVersion: string | undefined;
  /** Indices of red squares past due. */
  readonly overdueRed: readonly number[];
  /** Indices of squares with too little data. */
  readonly unknown: readonly number[];
  /** Letters that stand on the squares, by index: a tier is never told by colour alone. */
  readonly letters: readonly { readonly index: number; readonly letter: string }[];
}

export function useField(state: CommandState): FieldOnMap {
  const { field } = state;
  const coverage = useCoverageSquares(state.question).data;
  const window = state.window;
  const heat = useQuery({
    ...trpc.incidents.heat.queryOptions(field === 'incidents' && window !== undefined ? window : skipToken),
    placeholderData: keepPreviousData,
  }).data;
  const tiers = useRiskTiers(field === 'tiers').data;
  const { band } = state;
  return useMemo(() => {
    if (field === 'tiers') return tiers === undefined ? NOTHING_YET : tiersOnMap(tiers, band);
    const values = valuesOf(field, coverage, heat);
    const marks = coverage === undefined ? { overdueRed: [], unknown: [] } : marksOf(coverage);
    return {
      values,
      scale: fieldScaleOf(field, values),
      geometryVersion: field === 'incidents' ? heat?.geometryVersion : coverage?.geometryVersion,
      letters: [],
      ...marks,
    };
  }, [field, coverage, heat, tiers, band]);
}

const NOTHING_YET: FieldOnMap = {
  values: undefined,
  scale: undefined,
  geometryVersion: undefined,
  overdueRed: [],
  unknown: [],
  letters: [],
};

/** Squares by urgency, 0 for blue to 3 for red, and the letter of all but the blue ones. */
function tiersOnMap(tiers: RiskTiersView, band: number | undefined): FieldOnMap {
  const codes = decodeColumn(tiers.tierByBand);
  const shown = band ?? tiers.currentBand;
  const bands = tiers.bands.length;
  const values = new Uint8Array(codes.length / bands);
  const letters: { index: number; letter: string }[] = [];
  for (let index = 0; index < values.length; index++) {
    const code = codes[index * bands + shown] ?? BLUE_CODE;
    const tier = TIERS[code];
    values[index] = BLUE_CODE - code;
    if (tier !== undefined && code < BLUE_CODE) letters.push({ index, letter: TIER_LETTER[tier] });
  }
  return {
    values,
    scale: fieldScaleOf('tiers', values),
    geometryVersion: tiers.geometryVersion,
    overdueRed: [],
    unknown: [],
    letters,
  };
}

function valuesOf(
  field: CommandState['field'],
  coverage: SquareCoverageColumns | undefined,
  heat: HeatColumns | undefined,
): ArrayLike<number> | undefined {
  if (field === 'incidents') return heat === undefined ? undefined : decodeColumn(heat.smoothedIncidents);
  if (coverage === undefined || field === 'none') return undefined;
  if (field === 'gap') return decodeColumn(coverage.gapIncidents);
  if (field === 'coverage') return decodeColumn(coverage.coveredFraction);
  const hours = (Date.parse(coverage.window.to) - Date.parse(coverage.window.from)) / HOUR_MS;
  return Float32Array.from(decodeColumn(coverage.expectedIncidents), (incidents) => incidents / hours);
}

function marksOf(coverage: SquareCoverageColumns): Pick<FieldOnMap, 'overdueRed' | 'unknown'> {
  const tier = decodeColumn(coverage.tier);
  const overdueSeconds = decodeColumn(coverage.overdueSeconds);
  const unknownFraction = decodeColumn(coverage.unknownFraction);
  const overdueRed: number[] = [];
  const unknown: number[] = [];
  for (let i = 0; i < tier.length; i++) {
    if (tier[i] === RED_CODE && (overdueSeconds[i] ?? 0) > 0) overdueRed.push(i);
    if ((unknownFraction[i] ?? 0) > HATCHED_FROM_FRACTION) unknown.push(i);
  }
  return { overdueRed, unknown };
}
