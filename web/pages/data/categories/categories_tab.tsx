import { CATEGORY_GROUPS, PATROL_CLASSES, type CategoryGroup, type CategoryRule, type PatrolClass } from '@beatline/shared/model/category';
import type { CategoryRow } from '@beatline/shared/model/views/category_view';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatNumber } from '../../../format/quantities';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { failureOf, RefusalText } from '../refusal_text';
import styles from './categories_tab.module.css';
import { HarmWeights } from './harm_weights';
import { RiskBasis } from './risk_basis';

/** What each category of the sources counts as: group for the figures, class for whether patrols answer it. Those nobody has said first. */
export function CategoriesTab() {
  const categories = useQuery(trpc.categories.list.queryOptions(undefined, { refetchOnMount: 'always' }));
  if (categories.data === undefined) {
    return categories.isError ? <ErrorState error={categories.error} onRetry={() => void categories.refetch()} /> : <Loading />;
  }
  return <Categories rows={categories.data} />;
}

type Changes = Readonly<Record<string, CategoryRule>>;

function Categories({ rows }: { readonly rows: readonly CategoryRow[] }) {
  const { t } = useTranslation('data');
  const [changes, setChanges] = useState<Changes>({});
  const [sought, setSought] = useState('');
  const save = useMutation(
    trpc.categories.save.mutationOptions({
      onSuccess: () => {
        setChanges({});
        void queryClient.invalidateQueries();
      },
    }),
  );
  const change = (rule: CategoryRule) => setChanges({ ...changes, [rule.code]: rule });
  const shown = rows.filter((row) => row.code.toLowerCase().includes(sought.trim().toLowerCase()));
  const unmapped = shown.filter((row) => !row.isMapped);
  const mapped = shown.filter((row) => row.isMapped);
  const changed = Object.values(changes);
  const table = (list: readonly CategoryRow[]) => <CategoryTable rows={list} changes={changes} onChange={change} />;
  return (
    <div className={styles.tab}>
      <h1>
        {t('categories.title')}
        <em>{t('categories.text')}</em>
      </h1>
      <div className={styles.tools}>
        <input
          type="search"
          placeholder={t('categories.search')}
          aria-label={t('categories.search')}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        <NewCategory known={rows} onAdd={(code) => save.mutate({ rules: [{ code, group: 'other', patrolClass: 'street' }] })} />
      </div>
      <div className={styles.columns}>
        <div>
          {unmapped.length > 0 && (
            <section aria-label={t('categories.unmapped', { count: unmapped.length })}>
              <h2>
                {t('categories.unmapped', { count: unmapped.length })}
                <em>{t('categories.unmappedText')}</em>
                <button
                  type="button"
                  className="btn"
                  onClick={() =>
                    setChanges({ ...changes, ...Object.fromEntries(unmapped.map((row) => [row.code, changes[row.code] ?? ruleOf(row)])) })
                  }
                >
                  {t('categories.agreeAll')}
                </button>
              </h2>
              {table(unmapped)}
            </section>
          )}
          <section aria-label={t('categories.mapped', { count: mapped.length })}>
            <h2>{t('categories.mapped', { count: mapped.length })}</h2>
            {mapped.length === 0 ? <p>{t('categories.none')}</p> : table(mapped)}
          </section>
        </div>
        <aside>
          <RiskBasis />
          <HarmWeights />
        </aside>
      </div>
      {changed.length > 0 && (
        <div className={styles.save} role="group" aria-label={t('categories.save', { count: changed.length })}>
          <button type="button" className="btn primary" disabled={save.isPending} onClick={() => save.mutate({ rules: changed })}>
            {t('categories.save', { count: changed.length })}
          </button>
          <button type="button" className="btn" onClick={() => setChanges({})}>
            {t('categories.discard')}
          </button>
          <span>{t('categories.effect')}</span>
        </div>
      )}
      {save.isError && (
        <div className={styles.failure} role="alert">
          <RefusalText failure={failureOf(save.error)} />
        </div>
      )}
      {save.isSuccess && changed.length === 0 && (
        <p className={styles.saved} role="status">
          {t('categories.saved', { count: formatNumber(save.data.saved) })}
        </p>
      )}
    </div>
  );
}

function ruleOf({ code, group, patrolClass }: CategoryRule): CategoryRule {
  return { code, group, patrolClass };
}

interface CategoryTableProps {
  readonly rows: readonly CategoryRow[];
  readonly changes: Changes;
  readonly onChange: (rule: CategoryRule) => void;
}

function CategoryTable({ rows, changes, onChange }: CategoryTableProps) {
  const { t } = useTranslation('data');
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('categories.code')}</th>
          <th scope="col">{t('categories.group')}</th>
          <th scope="col">{t('categories.class')}</th>
          <th scope="col">{t('categories.incidents')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const rule = changes[row.code] ?? ruleOf(row);
          return (
            <tr key={row.code} data-changed={changes[row.code] !== undefined}>
              <th scope="row">{row.code}</th>
              <td>
                <select
                  aria-label={t('categories.groupOf', { code: row.code })}
                  value={rule.group}
                  onChange={(event) => onChange({ ...rule, group: event.target.value as CategoryGroup })}
                >
                  {CATEGORY_GROUPS.map((group) => (
                    <option key={group} value={group}>
                      {t(`common:group.${group}`)}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                <select
                  aria-label={t('categories.classOf', { code: row.code })}
                  value={rule.patrolClass}
                  onChange={(event) => onChange({ ...rule, patrolClass: event.target.value as PatrolClass })}
                >
                  {PATROL_CLASSES.map((patrolClass) => (
                    <option key={patrolClass} value={patrolClass}>
                      {t(`class.${patrolClass}`)}
                    </option>
                  ))}
                </select>
              </td>
              <td>{formatNumber(row.incidents)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A category that is expected but has not come in yet. */
function NewCategory({ known, onAdd }: { readonly known: readonly CategoryRow[]; readonly onAdd: (code: string) => void }) {
  const { t } = useTranslation('data');
  const [code, setCode] = useState('');
  const name = code.trim();
  const isKnown = known.some((row) => row.code.toLowerCase() === name.toLowerCase());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(name);
        setCode('');
      }}
    >
      <input
        placeholder={t('categories.new')}
        aria-label={t('categories.new')}
        maxLength={200}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <button type="submit" className="btn" disabled={name === '' || isKnown}>
        {t('categories.add')}
      </button>
    </form>
  );
}
