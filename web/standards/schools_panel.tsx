import type { SchoolDayRow } from '@beatline/shared/model/views/standards_view';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../api/client';
import { formatPercent, textOf } from '../format/quantities';
import { useFormat } from '../format/use_format';
import { failureOf, RefusalText } from '../pages/data/refusal_text';
import { SchoolPlanForm } from './school_plan_form';
import styles from './standards_page.module.css';

/** Manned windows change while the page is open. */
const REFRESH_MS = 60_000;

/** Each school's plan and its windows of today: all covered or not, and by name those that were missed. */
export function SchoolsPanel() {
  const { t } = useTranslation('standards');
  const day = useQuery(trpc.standards.schoolPlans.queryOptions({}, { refetchInterval: REFRESH_MS }));
  const [sought, setSought] = useState('');
  const [edited, setEdited] = useState<number | undefined>(undefined);
  const view = day.data;
  const state = view?.allCovered === undefined ? 'open' : view.allCovered ? 'yes' : 'no';
  const shown = view?.schools.filter((school) => school.name.toLowerCase().includes(sought.trim().toLowerCase())) ?? [];
  return (
    <section className={styles.schools} aria-label={t('schools.title')}>
      <h2>
        {t('schools.title')}
        <em>{t('schools.text')}</em>
      </h2>
      {day.isError && (
        <div role="alert">
          <RefusalText failure={failureOf(day.error)} words="standards" />
        </div>
      )}
      {view !== undefined && (
        <>
          <p className={styles.verdict} data-state={state} role="status">
            <b>{t(`schools.${state}`)}</b>
            {view.dueWindows > 0 && ` · ${t('schools.figures', { manned: view.mannedWindows, due: view.dueWindows })}`}
          </p>
          {view.missed.length > 0 && <p>{t('schools.missed', { names: view.missed.join('、') })}</p>}
          {view.schools.length === 0 ? (
            <p>{t('schools.none')}</p>
          ) : (
            <p className={styles.buttons}>
              {t('schools.withPlan', { count: view.schools.filter((school) => school.plan.length > 0).length, all: view.schools.length })}
              <input
                className={styles.search}
                type="search"
                placeholder={t('schools.search')}
                aria-label={t('schools.search')}
                value={sought}
                onChange={(event) => setSought(event.target.value)}
              />
            </p>
          )}
          <ul>
            {shown.map((school) =>
              school.placeId === edited ? (
                <li key={school.placeId}>
                  <SchoolPlanForm school={school} onClose={() => setEdited(undefined)} />
                </li>
              ) : (
                <SchoolRow key={school.placeId} school={school} onEdit={() => setEdited(school.placeId)} />
              ),
            )}
          </ul>
        </>
      )}
    </section>
  );
}

function SchoolRow({ school, onEdit }: { readonly school: SchoolDayRow; readonly onEdit: () => void }) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  return (
    <li>
      <b>{school.name}</b>
      {school.plan.length === 0 && <span>{t('schools.noPlan')}</span>}
      <button type="button" className={`btn ${styles.small}`} onClick={onEdit}>
        {t('schools.edit')}
      </button>
      {school.due.map((window) => (
        <span key={`${window.ring} ${window.from}`} className={styles.window} data-state={window.state}>
          {t(`schools.ring.${window.ring}`)} {format.time(window.from)} – {format.time(window.to)}{' '}
          <strong>{t(`schools.state.${window.state}`)}</strong>
          {window.state !== 'ahead' && ` · ${t('schools.share', { share: textOf(formatPercent(window.share)) })}`}
          {window.shareWithDeclared > window.share &&
            ` · ${t('schools.declared')} ${textOf(formatPercent(window.shareWithDeclared - window.share))}`}
        </span>
      ))}
    </li>
  );
}
