import { buildBlocks, type BuiltCity } from './city_blocks';
import { lakeLoop, walks } from './city_green';
import { nodeStreets, type CityNetwork } from './city_network';
import { drawStreets, type StreetPlan } from './city_streets';

/** The built demo district, before anything happens in it. */
export interface City {
  readonly seed: number;
  readonly plan: StreetPlan;
  readonly built: BuiltCity;
  readonly network: CityNetwork;
}

export function buildCity(seed: number): City {
  const plan = drawStreets(seed);
  const built = buildBlocks(plan.blocks, seed);
  const network = nodeStreets([...plan.lines, ...built.innerLines, ...walks()], lakeLoop());
  return { seed, plan, built, network };
}
