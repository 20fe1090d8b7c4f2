import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useLayoutEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { queryClient } from './api/client';
import { needWords } from './i18n/i18n';
import { LiveProvider } from './state/live';
import { CrashScreen } from './shell/crash_screen';
import { Shell } from './shell/shell';
import { theme } from './theme';
import { Loading } from './widgets/loading';

const CommandPage = lazy(() => import('./pages/command/command_page').then((m) => ({ default: m.CommandPage })));
const DistrictPage = lazy(() => import('./pages/district/district_page').then((m) => ({ default: m.DistrictPage })));
const StationPage = lazy(() => import('./pages/station/station_page').then((m) => ({ default: m.StationPage })));
const StandardsPage = lazy(async () => {
  const [module] = await Promise.all([import('./standards/standards_page'), needWords('standards')]);
  return { default: module.StandardsPage };
});
const DataPage = lazy(async () => {
  const [module] = await Promise.all([import('./pages/data/data_page'), needWords('data')]);
  return { default: module.DataPage };
});

export function App() {
  const [path] = useLocation();
  const colorScheme = path.startsWith('/command') || path === '/' ? 'dark' : 'light';
  // Before the first paint, or a light page would flash dark.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = colorScheme;
  }, [colorScheme]);
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} forceColorScheme={colorScheme}>
        <LiveProvider>
          <Shell>
            <CrashScreen key={path.split('/')[1]}>
              <Suspense fallback={<Loading />}>
                <Switch>
                  <Route path="/command" component={CommandPage} />
                  <Route path="/command/standards" component={StandardsPage} />
                  <Route path="/district" component={DistrictPage} />
                  <Route path="/station" component={StationPage} />
                  <Route path="/data/:tab?">{({ tab }) => <DataPage tab={tab} />}</Route>
                  <Route>
                    <Redirect to={`/command${location.search}`} replace />
                  </Route>
                </Switch>
              </Suspense>
            </CrashScreen>
          </Shell>
        </LiveProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
