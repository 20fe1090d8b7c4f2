import { parentPort, workerData } from 'node:worker_threads';
import { createLiveSimulator, type SimulatedFixes } from '../demo/live_simulator';

/** Which demo goes on, and from when. */
export interface DemoFeedStart {
  readonly seed: number;
  readonly untilMs: number;
  readonly fromMs: number;
}
/** Asks for the fixes up to an instant; the answer is a list of {@link SimulatedFixes}. */
export interface DemoFeedStep {
  readonly instantMs: number;
}

const { data: start } = workerData as { readonly data: DemoFeedStart };
const simulator = createLiveSimulator(start.seed, start.untilMs, start.fromMs);

parentPort?.on('message', (step: DemoFeedStep) => {
  const fixes: SimulatedFixes[] = simulator.next(step.instantMs);
  parentPort?.postMessage(fixes);
});
