import { ALL_HOURS, type StandardByTier } from '@beatline/shared/model/standard';
import { TIERS, type Tier } from '@beatline/shared/model/tier';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../api/client';
import { useDeployment } from '../api/queries';
import { useFormat } from '../format/use_format';
import { failureOf, RefusalText } from '../pages/data/refusal_text';
import { useNowMs } from '../state/clock';
import { TierBadge } from '../widgets/tier_badge';
import { ChoiceList } from './choice_list';
import { fieldOfInstant, instantOfField } from './local_instant';
import { MinutesField } from './minutes_field';
import styles from './standards_page.module.css';
import { DWELL_MINUTES, REVISIT_MINUTES } from './tier_editor';

const LEVELS = ['bureau', 'district', 'station', 'police-cell'];
const DAY_MS = 86_400_000;

type Raises = Readonly<Partial<Record<Tier, { readonly revisitSeconds: number; readonly dwellSeconds: number }>>>;

/** Sets up an operation over a jurisdiction: when, and which tiers it raises to what. */
export function OperationForm({ inForce, onClose }: { readonly inForce: StandardByTier; readonly onClose: (added: boolean) => void }) {
  const { t } = useTranslation(['standards', 'common']);
  const { timeZone } = useFormat();
  const deployment = useDeployment();
  const nowMs = useNowMs(60_000);
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [area, setArea] = useState('');
  const [from, setFrom] = useState<string | undefined>(undefined);
  const [to, setTo] = useState<string | undefined>(undefined);
  const [hours, setHours] = useState<readonly number[]>(ALL_HOURS);
  const [raises, setRaises] = useState<Raises>({});
  const save = useMutation(
    trpc.standards.saveOperation.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries();
        onClose(true);
      },
    }),
  );
  const fromText = from ?? (nowMs === undefined ? '' : fieldOfInstant(nowMs + DAY_MS / 24, timeZone));
  const toText = to ?? (nowMs === undefined ? '' : fieldOfInstant(nowMs + 7 * DAY_MS, timeZone));
  const startsAt = instantOfField(fromText, timeZone);
  const endsAt = instantOfField(toText, timeZone);
  const raised = TIERS.flatMap((tier) => {
    const own = raises[tier];
    return own === undefined ? [] : [{ tier, ...own, hours: [...hours] }];
  });
  const isReady =
    code.trim() !== '' &&
    name.trim() !== '' &&
    area !== '' &&
    startsAt !== undefined &&
    endsAt !== undefined &&
    raised.length > 0 &&
    hours.length > 0;
  const raise = (tier: Tier, change: { readonly revisitSeconds?: number; readonly dwellSeconds?: number } | undefined) => {
    if (change === undefined) {
      const { [tier]: _dropped, ...others } = raises;
      setRaises(others);
    } else {
      const { revisitSeconds, dwellSeconds } = raises[tier] ?? inForce[tier];
      setRaises({ ...raises, [tier]: { revisitSeconds, dwellSeconds, ...change } });
    }
  };
  return (
    <form
      className={styles.operation}
      aria-label={t('operations.new')}
      onSubmit={(event) => {
        event.preventDefault();
        if (startsAt === undefined || endsAt === undefined) return;
        save.mutate({ code, name, startsAt, endsAt, jurisdictionId: Number(area), raises: raised });
      }}
    >
      <label>
        {t('operations.code')}
        <input value={code} maxLength={40} onChange={(event) => setCode(event.target.value)} />
      </label>
      <label>
        {t('operations.name')}
        <input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        {t('operations.area')}
        <select value={area} onChange={(event) => setArea(event.target.value)}>
          <option value="">{t('operations.choose')}</option>
          {deployment.data?.jurisdictions
            .filter((node) => LEVELS.includes(node.level))
            .map((node) => (
              <option key={node.id} value={node.id}>
                {node.name}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t('operations.from')}
        <input type="datetime-local" value={fromText} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        {t('operations.to')}
        <input type="datetime-local" value={toText} onChange={(event) => setTo(event.target.value)} />
      </label>
      <ChoiceList
        tight
        label={t('operations.hours')}
        values={ALL_HOURS}
        chosen={hours}
        nameOf={String}
        onChange={setHours}
        fault={hours.length === 0 ? t('noHours') : undefined}
      />
      <fieldset>
        <legend>{t('operations.raises')}</legend>
        {TIERS.map((tier) => {
          const own = raises[tier];
          return (
            <div key={tier}>
              <label>
                <input
                  type="checkbox"
                  checked={own !== undefined}
                  onChange={(event) => raise(tier, event.target.checked ? {} : undefined)}
                />
                <TierBadge tier={tier} named />
              </label>
              {own === undefined ? (
                <small>{t('operations.keep')}</small>
              ) : (
                <>
                  <MinutesField
                    label={t('revisit')}
                    seconds={own.revisitSeconds}
                    steps={REVISIT_MINUTES}
                    onChange={(revisitSeconds) => raise(tier, { revisitSeconds })}
                  />
                  <MinutesField
                    label={t('dwell')}
                    seconds={own.dwellSeconds}
                    steps={DWELL_MINUTES}
                    onChange={(dwellSeconds) => raise(tier, { dwellSeconds })}
                  />
                </>
              )}
            </div>
          );
        })}
      </fieldset>
      {save.isError && (
        <div role="alert">
          <RefusalText failure={failureOf(save.error)} words="standards" />
        </div>
      )}
      <div className={styles.buttons}>
        <button type="submit" className="btn primary" disabled={!isReady || save.isPending}>
          {t('operations.save')}
        </button>
        <button type="button" className="btn" onClick={() => onClose(false)}>
          {t('schools.cancel')}
        </button>
        {raised.length === 0 && <span>{t('operations.must')}</span>}
      </div>
    </form>
  );
}
