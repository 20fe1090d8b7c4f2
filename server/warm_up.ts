import type { App } from './app';
import { shiftBandRange } from './services/deployment/named_windows';
import { Refusal } from '@beatline/shared/model/refusal';

/** Reads what every first page needs, so that it is there when asked for. An empty deployment has nothing to read. */
export async function warmUp(app: App): Promise<void> {
  try {
    await app.facts.current();
    const { clock } = await app.ground.current();
    await app.coverage.measure({ window: shiftBandRange(clock, app.nowMs()), modes: undefined });
    await app.streets.graph();
  } catch (error) {
    if (!(error instanceof Refusal)) app.reportBug(error);
  }
}
