import { generateGrid, type GeneratedCell, type GenerationInput } from '@beatline/shared/geo/police_grid_generate';
import type { RunControls } from './run_controls';

export interface GenerateGridProgress {
  readonly stage: 'weighing' | 'merging';
  readonly fractionDone: number;
}

export function generateGridTask(input: GenerationInput, controls: RunControls<GenerateGridProgress>): readonly GeneratedCell[] {
  return generateGrid(input, {
    onProgress: (stage, fractionDone) => controls.onProgress?.({ stage, fractionDone }),
    shouldStop: controls.shouldStop,
  });
}
