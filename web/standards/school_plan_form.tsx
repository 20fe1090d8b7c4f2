import { DAY_TYPES, type DayType } from '@beatline/shared/model/day_type';
import { SCHOOL_RINGS, type SchoolRing, type SchoolWindow } from '@beatline/shared/model/school_plan';
import type { SchoolDayRow } from '@beatline/shared/model/views/standards_view';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../api/client';
import { failureOf, RefusalText } from '../pages/data/refusal_text';
import styles from './standards_page.module.css';

const SCHOOL_DAYS: readonly DayType[] = ['workday', 'shifted_workday', 'school_day', 'opening_day', 'exam_day'];
const daysOf = (window: SchoolWindow) => (window.dayTypes.length === DAY_TYPES.length ? 'everyDay' : 'schoolDays');
const windowOf = (ring: SchoolRing, from: string, to: string, officers: number): SchoolWindow => ({
  ring,
  from,
  to,
  dayTypes: [...SCHOOL_DAYS],
  officers,
});
/** Arrival and leaving at the gate and on the road, and the end of night study: a start to be changed, chosen from common hours of school. */
const USUAL: readonly SchoolWindow[] = [
  windowOf('gate', '07:20', '08:10', 2),
  windowOf('approach', '07:20', '08:10', 1),
  windowOf('gate', '16:40', '17:40', 2),
  windowOf('approach', '16:40', '17:40', 1),
  windowOf('surroundings', '21:20', '22:10', 1),
];

/** The windows of one school's plan, as many as wanted. */
export function SchoolPlanForm({ school, onClose }: { readonly school: SchoolDayRow; readonly onClose: () => void }) {
  const { t } = useTranslation('standards');
  const [windows, setWindows] = useState<readonly SchoolWindow[]>(school.plan);
  const save = useMutation(
    trpc.standards.saveSchoolPlan.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries();
        onClose();
      },
    }),
  );
  const change = (at: number, part: Partial<SchoolWindow>) =>
    setWindows(windows.map((window, i) => (i === at ? { ...window, ...part } : window)));
  const isSound = windows.every(({ from, to }) => from !== '' && to !== '' && from < to);
  return (
    <form
      className={styles.schoolPlan}
      aria-label={school.name}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ placeId: school.placeId, windows: [...windows] });
      }}
    >
      <b>{school.name}</b>
      {windows.map((window, i) => (
        <div key={i}>
          <select
            aria-label={t('operations.area')}
            value={window.ring}
            onChange={(event) => change(i, { ring: event.target.value as SchoolRing })}
          >
            {SCHOOL_RINGS.map((ring) => (
              <option key={ring} value={ring}>
                {t(`schools.ring.${ring}`)}
              </option>
            ))}
          </select>
          <input
            type="time"
            aria-label={t('schools.from')}
            value={window.from}
            onChange={(event) => change(i, { from: event.target.value })}
          />
          <input
            type="time"
            aria-label={t('schools.to')}
            aria-invalid={window.from >= window.to}
            value={window.to}
            onChange={(event) => change(i, { to: event.target.value })}
          />
          <select
            aria-label={t('schools.days')}
            value={daysOf(window)}
            onChange={(event) => change(i, { dayTypes: event.target.value === 'everyDay' ? [...DAY_TYPES] : [...SCHOOL_DAYS] })}
          >
            <option value="schoolDays">{t('schools.schoolDays')}</option>
            <option value="everyDay">{t('schools.everyDay')}</option>
          </select>
          <input
            type="number"
            min={1}
            max={50}
            aria-label={t('schools.officers')}
            value={window.officers}
            onChange={(event) => change(i, { officers: Math.max(1, Math.min(50, Math.round(Number(event.target.value)) || 1)) })}
          />
          <button type="button" className={`btn ${styles.small}`} onClick={() => setWindows(windows.filter((_, at) => at !== i))}>
            {t('schools.remove')}
          </button>
        </div>
      ))}
      {!isSound && <p role="alert">{t('schools.bad')}</p>}
      {save.isError && (
        <div role="alert">
          <RefusalText failure={failureOf(save.error)} words="standards" />
        </div>
      )}
      <div className={styles.buttons}>
        <button type="submit" className="btn primary" disabled={!isSound || save.isPending}>
          {t('schools.save')}
        </button>
        <button type="button" className="btn" onClick={() => setWindows([...windows, windowOf('gate', '12:00', '12:30', 1)])}>
          {t('schools.add')}
        </button>
        {windows.length === 0 && (
          <button type="button" className="btn" onClick={() => setWindows(USUAL)}>
            {t('schools.usual')}
          </button>
        )}
        <button type="button" className="btn" onClick={onClose}>
          {t('schools.cancel')}
        </button>
      </div>
    </form>
  );
}
