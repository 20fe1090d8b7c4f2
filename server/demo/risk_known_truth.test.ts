import { expect, test } from 'vitest';
import { isInsideRing } from '@beatline/shared/geo/ring';
import { CATEGORY_GROUPS, DEFAULT_CATEGORY_RULES } from '@beatline/shared/model/category';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { fitRisk } from '@beatline/shared/risk/fit_risk';
import { rateInterval } from '@beatline/shared/risk/rate_interval';
import type { RiskModel } from '@beatline/shared/risk/risk_model';
import { assignTiers } from '@beatline/shared/risk/tiers';
import { DEMO_TIME_ZONE, writeLngLat } from './city_frame';
import { SQUARE_METERS } from './city_squares';
import { FIXTURE_UNTIL_MS } from './demo_fixture';
import { HISTORY_DAYS } from './draw_incidents';
import { generateDemo, type Demo } from './generate_demo';

const SEEDS = [1, 2, 3, 4, 5];
const STREET = new Set(DEFAULT_CATEGORY_RULES.filter((rule) => rule.patrolClass === 'street').map((rule) => rule.code));

/** One demo city as the fit sees it, squares by ascending id, beside what is true. */
function fitted(seed: number) {
  const demo = generateDemo(seed, FIXTURE_UNTIL_MS);
  const { truth } = demo;
  const order = Array.from(truth.squares.squareId.keys()).sort((a, b) => truth.squares.squareId[a] - truth.squares.squareId[b]);
  const isStreet = truth.components.map((component) => STREET.has(component.category));
  const incidents = demo.incidents.filter((incident) => isStreet[incident.component]);
  const streetGroups = [...new Set(truth.components.filter((_, k) => isStreet[k]).map((component) => component.group))];
  const trueRates = truth.meanRatePerHour(FIXTURE_UNTIL_MS, streetGroups);
  const policeCell = policeCellsOf(demo);
  const model = fitRisk({
    squareId: Float64Array.from(order, (i) => truth.squares.squareId[i]),
    cellMeters: SQUARE_METERS,
    profileArea: Uint16Array.from(order, (i) => truth.squares.station[i]),
    policeCell: Int32Array.from(order, (i) => policeCell[i]),
    incidents: {
      length: incidents.length,
      x: Float64Array.from(incidents, (incident) => incident.x),
      y: Float64Array.from(incidents, (incident) => incident.y),
      instantMs: Float64Array.from(incidents, (incident) => incident.instantMs),
      group: Uint8Array.from(incidents, (incident) => CATEGORY_GROUPS.indexOf(truth.components[incident.component].group)),
      hourKnown: new Uint8Array(incidents.length).fill(1),
    },
    untilMs: FIXTURE_UNTIL_MS,
    historyDays: HISTORY_DAYS,
    clock: createSlotClock(DEMO_TIME_ZONE),
  });
  return {
    model,
    rates: ratesOf(model),
    truth: Float64Array.from(order, (i) => trueRates[i]),
    policeCell: order.map((i) => policeCell[i]),
  };
}

function ratesOf({ ratesPerHour, groups, squareId }: RiskModel): Float64Array {
  return Float64Array.from(squareId, (_, square) =>
    ratesPerHour.subarray(square * groups, (square + 1) * groups).reduce((sum, rate) => sum + rate, 0),
  );
}

/** Index of the police cell a square's centre lies in, -1 none. */
function policeCellsOf({ jurisdictions, truth }: Demo): number[] {
  const at = new Float64Array(2);
  return Array.from(truth.squares.squareId, (_, i) => {
    writeLngLat((truth.squares.column[i] + 0.5) * SQUARE_METERS, (truth.squares.row[i] + 0.5) * SQUARE_METERS, at);
    return jurisdictions.cells.findIndex(({ polygons }) => polygons.some(([outer]) => isInsideRing([at[0], at[1]], outer)));
  });
}

/** Slope of the line of least squares of the truth over what was fitted. */
function slope(fit: Float64Array, truth: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [fitMean, truthMean] = [mean(fit), mean(truth)];
  let [across, along] = [0, 0];
  fit.forEach((rate, i) => {
    along += (rate - fitMean) ** 2;
    across += (rate - fitMean) * (truth[i] - truthMean);
  });
  return across / along;
}

/** b of truth = e^a · fit^b, by Poisson regression (Cox's calibration slope). */
function logSlope(fit: Float64Array, truth: Float64Array): number {
  const x = fit.map((rate) => Math.log(rate));
  let [a, b] = [0, 1];
  for (let step = 0; step < 50; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    x.forEach((log, i) => {
      const mean = Math.exp(a + b * log);
      g0 += truth[i] - mean;
      g1 += (truth[i] - mean) * log;
      h00 += mean;
      h01 += mean * log;
      h11 += mean * log * log;
    });
    const determinant = h00 * h11 - h01 * h01;
    a += (h11 * g0 - h01 * g1) / determinant;
    b += (h00 * g1 - h01 * g0) / determinant;
  }
  return b;
}

test('on five demo cities rates are calibrated and about nine in ten 90 % intervals hold the true mean rate, of squares and of police cells', () => {
  const pooled = { fit: [] as number[], truth: [] as number[] };
  const held = { red: [0, 0], orange: [0, 0], yellow: [0, 0], blue: [0, 0], policeCell: [0, 0] };
  for (const seed of SEEDS) {
    const { model, rates, truth, policeCell } = fitted(seed);
    pooled.fit.push(...rates);
    pooled.truth.push(...truth);
    const count = (into: number[], rate: number, at: number, dispersion: RiskModel['dispersion']) => {
      const [low, high] = rateInterval(rate, model.exposureHours, dispersion);
      into[0] += low <= at && at <= high ? 1 : 0;
      into[1]++;
    };
    // a square counts once for every shift band it has a colour in
    assignTiers(model, new Int32Array(rates.length)).forEach((tier, i) => {
      const square = Math.floor(i / 6);
      count([held.red, held.orange, held.yellow, held.blue][tier], rates[square], truth[square], model.dispersion);
    });
    for (const cell of new Set(policeCell.filter((index) => index >= 0))) {
      const sum = (values: Float64Array) => values.reduce((total, value, i) => (policeCell[i] === cell ? total + value : total), 0);
      count(held.policeCell, sum(rates), sum(truth), model.policeCellDispersion);
    }
  }
  const [fit, truth] = [Float64Array.from(pooled.fit), Float64Array.from(pooled.truth)];
  const colours = [held.red, held.orange, held.yellow];
  const share = colours.reduce((sum, [inside]) => sum + inside, 0) / colours.reduce((sum, [, all]) => sum + all, 0);
  for (const calibration of [slope(fit, truth), logSlope(fit, truth)]) {
    expect(calibration).toBeGreaterThan(0.9);
    expect(calibration).toBeLessThan(1.1);
  }
  expect(share).toBeGreaterThan(0.85);
  expect(share).toBeLessThan(0.95);
  expect(held.policeCell[0] / held.policeCell[1]).toBeGreaterThan(0.85);
  expect(held.policeCell[0] / held.policeCell[1]).toBeLessThan(0.95);
}, 240_000);
