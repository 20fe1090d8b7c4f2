import { emergingSpots, type SpotTest } from '@beatline/shared/evaluation/emerging_spots';
import type { RunControls } from './run_controls';

export type SpotsInput = Parameters<typeof emergingSpots>[0];

export function spotsTask(input: SpotsInput, _controls: RunControls<never>): SpotTest {
  return emergingSpots(input);
}
