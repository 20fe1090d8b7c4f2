import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useDeployment } from '../api/queries';
import { EmptyState } from '../widgets/empty_state';
import { ErrorState } from '../widgets/error_state';
import { Loading } from '../widgets/loading';
import styles from './shell.module.css';
import { PAGES } from './pages';
import { TopBar } from './top_bar';

/** The bar, and below it the page: drawn once the deployment is known and holds something. */
export function Shell({ children }: { readonly children: ReactNode }) {
  useTitle();
  return (
    <div className={styles['shell']}>
      <TopBar />
      <main className={styles['page']} id="page">
        <Page>{children}</Page>
      </main>
    </div>
  );
}

/** The page's name in the tab and in the history. */
function useTitle(): void {
  const { t } = useTranslation();
  const [path] = useLocation();
  const page = PAGES.find((name) => path.startsWith(`/${name}`)) ?? 'command';
  const title = `${t(`page.${page}`)} · ${t('brand')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function Page({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const deployment = useDeployment();
  if (deployment.data === undefined) {
    return deployment.isError ? <ErrorState error={deployment.error} onRetry={() => void deployment.refetch()} /> : <Loading />;
  }
  // The page that brings data in is where an empty deployment starts.
  if (deployment.data.bounds === undefined && !path.startsWith('/data')) {
    return (
      <EmptyState title={t('empty.title')}>
        <Link className="btn primary" href={`/data/import${location.search}`}>
          {t('empty.import')}
        </Link>
        <p>{t('empty.text')}</p>
        <code>npm run beatline -- demo load</code>
        <code>npm run beatline -- import streets city.osm.pbf</code>
      </EmptyState>
    );
  }
  return children;
}
