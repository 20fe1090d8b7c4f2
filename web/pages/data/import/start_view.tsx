import { IMPORT_KINDS, type BatchRow, type ImportKind } from '@beatline/shared/model/views/import_view';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { useDeployment } from '../../../api/queries';
import { formatNumber } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { RefusalText } from '../refusal_text';
import { clearImportSession, startImportSession, type ImportSession } from './import_session';
import styles from './import_tab.module.css';
import { SetUpForm } from './set_up_form';

/** Ends of names the importers read; a hint for the file chooser, not a rule. */
const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.geojson,.json,.kml,.kmz,.gpx,.zip,.gz,.osm,.pbf';
const BATCHES_LOOKED_AT = 200;

/** Before there is a file: where to drop it, and what can come in with what is there already. */
export function StartView({ session }: { readonly session: ImportSession }) {
  const deployment = useDeployment().data;
  // Without ground and time no file can be understood.
  const isSetUp = deployment === undefined || deployment.crs !== '';
  return (
    <div className={styles.start}>
      {isSetUp ? <DropZone session={session} /> : <SetUpForm />}
      <KindList />
    </div>
  );
}

function DropZone({ session }: { readonly session: ImportSession }) {
  const { t } = useTranslation('data');
  const input = useRef<HTMLInputElement>(null);
  const isBusy = session.step === 'sending' || session.step === 'reading';
  return (
    <section className={styles.drop} aria-label={t('import.drop')}>
      <svg width="44" height="44" viewBox="0 0 44 44" aria-hidden="true">
        <path d="M4 28v12h36V28M22 4v26M12 20l10 10 10-10" fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
      {isBusy ? (
        <Sending session={session} />
      ) : (
        <>
          <h1>{t('import.drop')}</h1>
          <p>{t('import.dropText')}</p>
          <button type="button" className="btn primary" onClick={() => input.current?.click()}>
            {t('import.choose')}
          </button>
          <input
            ref={input}
            type="file"
            className="visually-hidden"
            tabIndex={-1}
            aria-label={t('import.choose')}
            accept={ACCEPTED}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file !== undefined) startImportSession(file);
            }}
          />
        </>
      )}
      {session.step === 'refused' && (
        <div className={styles.refused} role="alert">
          <b>{t('import.notTaken', { name: session.name })}</b>
          <RefusalText failure={session.failure} />
        </div>
      )}
      <small>{t('import.stays')}</small>
    </section>
  );
}

function Sending({ session }: { readonly session: Extract<ImportSession, { step: 'sending' | 'reading' }> }) {
  const { t } = useTranslation('data');
  const name = session.step === 'sending' ? session.name : session.upload.name;
  const percent = session.step === 'sending' ? Math.round(session.fraction * 100) : 100;
  return (
    <>
      <h1>{name}</h1>
      <p role="status">{session.step === 'sending' ? t('import.sending', { percent }) : t('import.guessing')}</p>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('import.sendingLabel')}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      <button type="button" className="btn" onClick={clearImportSession}>
        {t('cancel')}
      </button>
    </>
  );
}

/** Every kind in the order a new deployment needs it, with how much of it there is and when it last came in. */
function KindList() {
  const { t } = useTranslation('data');
  const format = useFormat();
  const deployment = useDeployment().data;
  const batches = useQuery(trpc.imports.batches.queryOptions({ limit: BATCHES_LOOKED_AT })).data ?? [];
  const present = (kind: ImportKind): string => {
    const { counts, jurisdictions } = deployment ?? {};
    if (counts === undefined || jurisdictions === undefined) return '';
    if (kind === 'streets') return t('present.streets', { count: formatNumber(counts.streetSegments) });
    if (kind === 'jurisdictions') return t('present.jurisdictions', { count: formatNumber(jurisdictions.length) });
    if (kind === 'incidents') return t('present.incidents', { count: formatNumber(counts.incidents) });
    if (kind === 'tracks') return t('present.tracks', { count: formatNumber(counts.fixes) });
    return kind === 'units' ? t('present.units', { count: formatNumber(counts.units) }) : '';
  };
  return (
    <section className={styles.kinds} aria-label={t('import.kinds')}>
      <h2>
        {t('import.kinds')}
        <em>{t('import.kindsText')}</em>
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('import.kind')}</th>
            <th scope="col">{t('import.holds')}</th>
            <th scope="col">{t('import.present')}</th>
            <th scope="col">{t('import.last')}</th>
          </tr>
        </thead>
        <tbody>
          {IMPORT_KINDS.map((kind) => {
            const last = lastOf(batches, kind);
            return (
              <tr key={kind}>
                <th scope="row">{t(`kind.${kind}`)}</th>
                <td>{t(`holds.${kind}`)}</td>
                <td className={styles.figure}>{present(kind)}</td>
                <td className={styles.figure}>{last === undefined ? '—' : format.dayTime(last.startedAt)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function lastOf(batches: readonly BatchRow[], kind: ImportKind): BatchRow | undefined {
  return batches.find((batch) => batch.kind === kind && batch.state === 'done');
}
