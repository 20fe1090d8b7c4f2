import { createProjection } from '@beatline/shared/geo/projection';
import type { MatchGround } from './match_chunk';
import { valhallaConfig } from './valhalla_config';

/** What a matcher is started with; can be sent to a thread. */
export interface MatchSite {
  readonly tileFolder: string;
  /** Of the deployment. */
  readonly proj4: string;
  /** By the id of a street segment. */
  readonly speedMetersPerSecond: Float32Array;
}

/** Opens the tiles. The library is read here first: some 20 MB that a process without streets never needs. */
export async function createMatchGround({ tileFolder, proj4, speedMetersPerSecond }: MatchSite): Promise<MatchGround> {
  const { Actor } = await import('@valhallajs/valhallajs');
  return { actor: new Actor(JSON.stringify(valhallaConfig(tileFolder))), projection: createProjection(proj4), speedMetersPerSecond };
}
