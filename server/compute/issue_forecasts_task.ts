import { issueForecasts, type IssuedForecast } from '@beatline/shared/evaluation/issue_forecasts';
import { ladderModels } from '@beatline/shared/evaluation/model_ladder';
import { createSquareRaster } from '@beatline/shared/evaluation/square_raster';
import type { DaysLikeOthers } from '@beatline/shared/model/day_type';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { DEFAULT_RISK_PARAMETERS, type RiskIncidents, type RiskModel } from '@beatline/shared/risk/risk_model';
import { expectedInWindow } from '@beatline/shared/risk/window_expectation';
import type { RunControls } from './run_controls';

/** What forecasts in force are held against. */
const BASELINES = ['uniform', 'last-year', 'all-history', 'kernel-500ft'] as const;

export interface IssueForecastsInput {
  readonly timeZone: string;
  /** Days of the calendar that go like another weekday. */
  readonly unusualDays: DaysLikeOthers;
  readonly cellMeters: number;
  /** The risk in force. */
  readonly risk: Pick<RiskModel, 'squareId' | 'groups' | 'ratesPerHour' | 'profiles' | 'profileArea'> & { readonly model: string };
  /** Oldest first, none after the origin. */
  readonly incidents: RiskIncidents;
  readonly originMs: number;
  readonly flaggedCount: number;
  readonly windows: readonly InstantRange[];
  /** Positions in CATEGORY_GROUPS; undefined: all together. */
  readonly groups: readonly (number | undefined)[];
}

/** The forecasts of one group for one window. */
export interface IssuedWindow {
  readonly window: InstantRange;
  readonly group: number | undefined;
  readonly forecasts: readonly IssuedForecast[];
}

/** Forecasts of every group for every window; a group of which nothing is expected has none. */
export function issueForecastsTask(input: IssueForecastsInput, controls: RunControls<never>): readonly IssuedWindow[] {
  const ground = createSquareRaster(input.risk.squareId, input.cellMeters);
  const clock = createSlotClock(input.timeZone, input.unusualDays);
  const issued: IssuedWindow[] = [];
  for (const group of input.groups) {
    const incidents = ground.place(input.incidents, group);
    for (const window of input.windows) {
      if (controls.shouldStop()) return [];
      const expected = expectedInWindow(input.risk, window, clock, group);
      if (!expected.some((value) => value > 0)) continue;
      issued.push({
        window,
        group,
        forecasts: issueForecasts({
          ground,
          incidents,
          originMs: input.originMs,
          flaggedCount: input.flaggedCount,
          inForce: { model: input.risk.model, expected },
          baselines: ladderModels(BASELINES, DEFAULT_RISK_PARAMETERS),
        }),
      });
    }
  }
  return issued;
}
