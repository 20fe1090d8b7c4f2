import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useLayoutEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { queryClient } from './api/client';
import { LiveProvider } from './state/live';
import { CrashScreen } from './shell/crash_screen';
import { Shell } from './shell/shell';
import { theme } from './theme';
import { Loading } from './widgets/loading';

const CommandPage = lazy(() => import('./pages/command/command_page').then((m) => ({ default: m.CommandPage })));
const DistrictPage = lazy(() => import('./pages/district/district_page').then((m) => ({ default: m.DistrictPage })));
const StationPage = lazy(() => import('./pages/station/station_page').then((m) => ({ default: m.StationPage })));

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
            <CrashScreen key={path}>
              <Suspense fallback={<Loading />}>
                <Switch>
                  <Route path="/command" component={CommandPage} />
                  <Route path="/district" component={DistrictPage} />
                  <Route path="/station" component={StationPage} />
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
