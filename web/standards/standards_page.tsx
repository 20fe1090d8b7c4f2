import { DEFAULT_STANDARDS } from '@beatline/shared/model/standard';
import { TIERS } from '@beatline/shared/model/tier';
import type { StandardsView } from '@beatline/shared/model/views/standards_view';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { trpc } from '../api/client';
import { useFormat } from '../format/use_format';
import { keptSearch } from '../state/kept_search';
import { ErrorState } from '../widgets/error_state';
import { Loading } from '../widgets/loading';
import { MustVisitPanel } from './must_visit_panel';
import { OperationsPanel } from './operations_panel';
import { PreviewPanel } from './preview_panel';
import { SavePanel } from './save_panel';
import { SchoolsPanel } from './schools_panel';
import styles from './standards_page.module.css';
import { StrengthBars } from './strength_bars';
import { TierEditor } from './tier_editor';
import { byTierOf, useDraft } from './use_draft';
import { VersionHistory } from './version_history';

/** The command's settings of what is asked of patrols: figures by tier, what they take, what they would change, and operations that raise them. */
export function StandardsPage() {
  const standards = useQuery(trpc.standards.list.queryOptions(undefined, { refetchOnMount: 'always' }));
  if (standards.data === undefined) {
    return standards.isError ? <ErrorState error={standards.error} onRetry={() => void standards.refetch()} /> : <Loading />;
  }
  return <Standards view={standards.data} />;
}

function Standards({ view }: { readonly view: StandardsView }) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const inForce = view.versions.find((version) => version.id === view.inForce);
  const planned = view.versions.filter((version) => version.state === 'planned');
  const start = byTierOf(inForce?.standards ?? []) ?? DEFAULT_STANDARDS;
  const draft = useDraft(start);
  return (
    <div className={styles.page}>
      <header>
        <Link href={`/command${keptSearch()}`}>‹ {t('back')}</Link>
        <h1>
          {t('title')}
          <em>
            {inForce !== undefined && t('inForce', { version: inForce.id, since: format.dayTime(inForce.effectiveFrom) })}
            {planned.map((version) => ` · ${t('planned', { version: version.id, since: format.dayTime(version.effectiveFrom) })}`)}
          </em>
        </h1>
        <p>{t('intro')}</p>
      </header>
      <div className={styles.tiers}>
        {TIERS.map((tier) => (
          <TierEditor key={tier} standard={draft.standards[tier]} onChange={(change) => draft.change(tier, change)} />
        ))}
      </div>
      <div className={styles.columns}>
        <div>
          <StrengthBars view={view} standards={draft.standards} onStretch={draft.replace} />
          <MustVisitPanel />
        </div>
        <div>
          <PreviewPanel draft={draft} />
          <SavePanel draft={draft} newest={view.versions[0]?.id ?? view.inForce} />
        </div>
        <div>
          <OperationsPanel inForce={start} />
          <VersionHistory versions={view.versions} onLoad={draft.replace} />
        </div>
      </div>
      <SchoolsPanel />
    </div>
  );
}
