import { lazy, Suspense, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearch } from 'wouter';
import { Loading } from '../../widgets/loading';
import styles from './data_page.module.css';
import { DATA_TABS, dataTabOf, type DataTab } from './tabs';

const PANES: Readonly<Record<DataTab, ComponentType>> = {
  import: lazy(() => import('./import/import_tab').then((module) => ({ default: module.ImportTab }))),
  batches: lazy(() => import('./batches/batches_tab').then((module) => ({ default: module.BatchesTab }))),
  categories: lazy(() => import('./categories/categories_tab').then((module) => ({ default: module.CategoriesTab }))),
  unlocated: lazy(() => import('./unlocated/unlocated_tab').then((module) => ({ default: module.UnlocatedTab }))),
  grid: lazy(() => import('./grid/grid_tab').then((module) => ({ default: module.GridTab }))),
  sources: lazy(() => import('./sources/sources_tab').then((module) => ({ default: module.SourcesTab }))),
};

/** Where data come in and are put right: one tab for each question, each with an address of its own. */
export function DataPage({ tab: part }: { readonly tab: string | undefined }) {
  const { t } = useTranslation('data');
  const search = useSearch();
  const chosen = dataTabOf(part);
  const Pane = PANES[chosen];
  const language = new URLSearchParams(search).get('lang');
  const kept = language === null ? '' : `?lang=${language}`;
  return (
    <div className={styles.page}>
      <nav className={styles.tabs} aria-label={t('tabs')}>
        {DATA_TABS.map((tab) => (
          <Link
            key={tab}
            href={`/data/${tab}${kept}`}
            aria-current={tab === chosen ? 'page' : undefined}
            ref={tab === chosen ? keepInSight : undefined}
          >
            {t(`tab.${tab}`)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading />}>
        <Pane />
      </Suspense>
    </div>
  );
}

/** On a phone the tabs are wider than the screen. */
function keepInSight(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
}
