import { encodeColumn } from '@beatline/shared/formats/binary_column';
import type { SquareCoverageColumns } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { WindowModesInput } from '../../routers/inputs';
import { dueInstantMs, overdueSecondsOf } from './overdue';
import { rangeOf } from '../window_range';

export async function coverageSquares(app: App, input: WindowModesInput): Promise<SquareCoverageColumns> {
  const ground = await app.ground.current();
  const window = rangeOf(input);
  const { withInferred, unknownMs } = await app.coverage.measure({ window, modes: input.modes });
  const { perSquare } = withInferred;
  const atMs = dueInstantMs(window, app.nowMs());
  return {
    window: { from: input.from, to: input.to },
    geometryVersion: ground.geometryVersion,
    tier: encodeColumn(perSquare.tier),
    expectedIncidents: encodeColumn(Float32Array.from(perSquare.expectedIncidents)),
    gapIncidents: encodeColumn(Float32Array.from(perSquare.gapIncidents)),
    coveredFraction: encodeColumn(
      Float32Array.from(perSquare.coveredMs, (ms, index) => (perSquare.dueMs[index] === 0 ? 0 : ms / perSquare.dueMs[index])),
    ),
    patrolSeconds: encodeColumn(Float32Array.from(perSquare.patrolMs, (ms) => ms / 1000)),
    overdueSeconds: encodeColumn(
      Float32Array.from(perSquare.tier, (_, index) => overdueSecondsOf(withInferred, ground.data.standards, index, atMs)),
    ),
    unknownFraction: encodeColumn(
      Float32Array.from(unknownMs, (ms, index) => {
        const trackedMs = ms + (perSquare.patrolMs[index] ?? 0);
        return trackedMs === 0 ? 0 : ms / trackedMs;
      }),
    ),
  };
}
