import { addressesRouter } from './addresses';
import { camerasRouter } from './cameras';
import { categoriesRouter } from './categories';
import { cellsRouter } from './cells';
import { coverageRouter } from './coverage';
import { deploymentRouter } from './deployment';
import { gapsRouter } from './gaps';
import { gridRouter } from './grid';
import { hotspotsRouter } from './hotspots';
import { importsRouter } from './imports';
import { incidentsRouter } from './incidents';
import { jurisdictionsRouter } from './jurisdictions';
import { liveRouter } from './live';
import { placesRouter } from './places';
import { plansRouter } from './plans';
import { riskRouter } from './risk';
import { sourcesRouter } from './sources';
import { squaresRouter } from './squares';
import { standardsRouter } from './standards';
import { tracksRouter } from './tracks';
import { unitsRouter } from './units';
import { zonesRouter } from './zones';
import { router } from './trpc';

/** Every call of the web. Procedures parse, call one service and answer its view. */
export const appRouter = router({
  addresses: addressesRouter,
  cameras: camerasRouter,
  deployment: deploymentRouter,
  jurisdictions: jurisdictionsRouter,
  squares: squaresRouter,
  standards: standardsRouter,
  coverage: coverageRouter,
  gaps: gapsRouter,
  cells: cellsRouter,
  grid: gridRouter,
  hotspots: hotspotsRouter,
  incidents: incidentsRouter,
  tracks: tracksRouter,
  units: unitsRouter,
  live: liveRouter,
  places: placesRouter,
  zones: zonesRouter,
  risk: riskRouter,
  plans: plansRouter,
  sources: sourcesRouter,
  imports: importsRouter,
  categories: categoriesRouter,
});

export type AppRouter = typeof appRouter;
