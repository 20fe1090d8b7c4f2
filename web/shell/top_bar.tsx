import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useDeployment } from '../api/queries';
import { useFormat } from '../format/use_format';
import { textOf } from '../format/quantities';
import { LANGUAGES, switchLanguage, type Language } from '../i18n/i18n';
import { useLocalMs, useNowMs } from '../state/clock';
import { keptSearch } from '../state/kept_search';
import { useLive } from '../state/live';
import { BrandMark } from './brand_mark';
import { PAGES } from './pages';
import styles from './shell.module.css';

const LANGUAGE_NAME: Readonly<Record<Language, string>> = { zh: '中', en: 'EN' };

export function TopBar() {
  const { t } = useTranslation();
  const [path] = useLocation();
  const kept = keptSearch();
  return (
    <header className={styles['bar']}>
      <a className={styles['skip']} href="#page">
        {t('skipToPage')}
      </a>
      <div className={styles['brand']}>
        <BrandMark />
        {t('brand')}
        {t('brand') !== 'Beatline' && <small>Beatline</small>}
      </div>
      <nav aria-label={t('pages')}>
        {PAGES.map((page) => (
          <Link key={page} href={`/${page}${kept}`} aria-current={path.startsWith(`/${page}`) ? 'page' : undefined}>
            {t(`page.${page}`)}
          </Link>
        ))}
      </nav>
      <Ground />
      <StreamAges />
      <Clock />
    </header>
  );
}

/** Whose area is shown, how it is divided, and the mark of invented data. */
function Ground() {
  const { t } = useTranslation();
  const { data } = useDeployment();
  if (data === undefined) return null;
  const count = (level: string) => data.jurisdictions.filter((node) => node.level === level).length;
  const stations = count('station');
  const cells = count('police-cell');
  return (
    <div className={styles['ground']}>
      {data.isDemo && <span className={styles['demo']}>{t('demoData')}</span>}
      <b>{data.name}</b>
      {stations + cells > 0 && <span>{t('groundCounts', { stations, cells })}</span>}
    </div>
  );
}

/** A stream is late when its newest record is older than this. Chosen, because a unit is stale after 60 s and incidents are entered by hand. */
const LATE_AFTER_SECONDS = { incidents: 6 * 3600, vehicle: 120, foot: 180, drone: 180 } as const;
const STREAMS = ['incidents', 'vehicle', 'foot', 'drone'] as const;

function StreamAges() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, dataUpdatedAt } = useDeployment();
  const live = useLive();
  const localMs = useLocalMs();
  if (data === undefined) return <div className={styles['ages']} />;
  const sinceAnswerSeconds = Math.max(0, (localMs - dataUpdatedAt) / 1000);
  const ageOf = (stream: (typeof STREAMS)[number]): number | undefined => {
    const fromLive = live.units.filter((unit) => unit.mode === stream).map((unit) => unit.ageSeconds);
    if (fromLive.length > 0 && live.receivedAtMs !== undefined)
      return Math.min(...fromLive) + Math.max(0, localMs - live.receivedAtMs) / 1000;
    const age = data.streamAgesSeconds[stream];
    return age === undefined ? undefined : age + sinceAnswerSeconds;
  };
  return (
    <div className={styles['ages']} aria-label={t('streamAges')} role="group">
      {STREAMS.map((stream) => {
        const age = ageOf(stream);
        if (age === undefined) return null;
        const late = age > LATE_AFTER_SECONDS[stream];
        return (
          <span key={stream} className={late ? styles['late'] : undefined}>
            {t(`stream.${stream}`)} <b>{late ? t('late', { age: textOf(format.age(age)) }) : textOf(format.age(age))}</b>
          </span>
        );
      })}
      {!live.connected && live.receivedAtMs !== undefined && <span className={styles['late']}>{t('live.lost')}</span>}
    </div>
  );
}

function Clock() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const nowMs = useNowMs(1000);
  const choose = (language: Language) => {
    void switchLanguage(language);
    const params = new URLSearchParams(location.search);
    if (params.has('lang')) {
      params.set('lang', language);
      history.replaceState(null, '', `${location.pathname}?${params.toString()}`);
    }
  };
  return (
    <div className={styles['clock']}>
      {nowMs !== undefined && (
        <>
          <time dateTime={new Date(nowMs).toISOString()}>{format.timeWithSeconds(nowMs)}</time>
          <span>
            {format.monthDay(nowMs)} {format.weekday(nowMs)}
          </span>
        </>
      )}
      <div className={styles['language']} role="group" aria-label={t('language')}>
        {LANGUAGES.map((language) => (
          <button key={language} type="button" lang={language} aria-pressed={i18n.language === language} onClick={() => choose(language)}>
            {LANGUAGE_NAME[language]}
          </button>
        ))}
      </div>
    </div>
  );
}
