import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { Loading } from '../../../widgets/loading';
import { failureOf, RefusalText } from '../refusal_text';
import { FoundSentence } from './found_sentence';
import { ImportDetails } from './import_details';
import { clearImportSession, setImportSession, type ImportSession, type SessionFile } from './import_session';
import { firstSettings } from './import_settings';
import styles from './import_tab.module.css';
import { KindChoice } from './kind_choice';
import { LoadView } from './load_view';
import { NeededSettings } from './needed_settings';
import { ReportView } from './report_view';
import { SampleTable } from './sample_table';

const PreviewMap = lazy(() => import('./preview_map').then((module) => ({ default: module.PreviewMap })));

type FileSession = Extract<ImportSession, SessionFile>;
type ReadingSession = Extract<ImportSession, { step: 'reading' }>;

/** A file from the first look to the report, step by step on the left; beside it the map of what was seen of it, the same through all steps. */
export function FileView({ session, kind }: { readonly session: FileSession; readonly kind: ImportKind }) {
  const { t } = useTranslation('data');
  const { upload, settings } = session;
  const look = useQuery({
    ...trpc.imports.inspect.queryOptions({ uploadId: upload.uploadId, kind, settings: { ...settings } }),
    // Once it is loaded the file is gone from the server; what was seen of it stays.
    enabled: session.step === 'reading',
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const inspection = look.data?.kind === kind && !look.isError ? look.data : undefined;
  return (
    <div className={styles.file}>
      {session.step === 'reading' ? (
        <ReadingPanel session={session} kind={kind} inspection={inspection} isOld={look.isPlaceholderData} error={look.error} />
      ) : session.step === 'loading' ? (
        <LoadView session={session} />
      ) : (
        <ReportView session={session} />
      )}
      <div className={styles.picture}>
        <Suspense fallback={<Loading label={t('import.mapLoading')} />}>
          <PreviewMap kind={kind} preview={inspection?.preview} />
        </Suspense>
      </div>
      {session.step === 'reading' && inspection !== undefined && inspection.header.length > 0 && <SampleTable inspection={inspection} />}
    </div>
  );
}

interface ReadingPanelProps {
  readonly session: ReadingSession;
  readonly kind: ImportKind;
  /** Undefined while the file is being looked at, and when it could not be read. */
  readonly inspection: ImportInspection | undefined;
  readonly isOld: boolean;
  readonly error: Parameters<typeof failureOf>[0] | null;
}

/** What the file is, what was found, one button that loads it, and one step behind what can be changed. */
function ReadingPanel({ session, kind, inspection, isOld, error }: ReadingPanelProps) {
  const { t } = useTranslation('data');
  const { upload, rows, settings } = session;
  const change = (next: ImportSettings) => setImportSession({ ...session, settings: next });
  return (
    <div className={styles.panel}>
      <header className={styles.fileHead}>
        <h1 title={upload.name}>{upload.name}</h1>
        <button type="button" className="btn" onClick={clearImportSession}>
          {t('import.another')}
        </button>
      </header>
      <KindChoice
        kind={kind}
        isProposed={session.isProposed}
        onChoose={(next) => setImportSession({ ...session, kind: next, isProposed: false, settings: firstSettings(next) })}
      />
      {error !== null && (
        <div className={styles.refused} role="alert">
          <b>{t('import.cannotRead', { kind: t(`kind.${kind}`) })}</b>
          <RefusalText failure={failureOf(error)} />
        </div>
      )}
      {inspection === undefined && error === null && <Loading label={t('import.looking')} />}
      {inspection !== undefined && (
        <>
          <FoundSentence
            inspection={inspection}
            bytes={upload.bytes}
            rows={settings.sheet === undefined ? rows : undefined}
            isOld={isOld}
          />
          <NeededSettings kind={kind} inspection={inspection} settings={settings} onChange={change} />
          <LoadButton session={session} kind={kind} inspection={inspection} isOld={isOld} />
        </>
      )}
      {/* When the look failed, what made it fail can be set right here. */}
      {(inspection !== undefined || error !== null) && (
        <ImportDetails kind={kind} inspection={inspection} settings={settings} onChange={change} />
      )}
    </div>
  );
}

interface LoadButtonProps {
  readonly session: ReadingSession;
  readonly kind: ImportKind;
  readonly inspection: ImportInspection;
  readonly isOld: boolean;
}

function LoadButton({ session, kind, inspection, isOld }: LoadButtonProps) {
  const { t } = useTranslation('data');
  const [savesMapping, setSavesMapping] = useState(true);
  const { upload, rows, settings } = session;
  const load = useMutation(
    trpc.imports.load.mutationOptions({
      onSuccess: ({ jobId }) => setImportSession({ step: 'loading', upload, rows, settings, kind, jobId }),
    }),
  );
  const isOpen = inspection.missing.length > 0;
  const hasColumns = inspection.fields.length > 0 && inspection.header.length > 0;
  return (
    <div className={styles.agree}>
      {isOpen && (
        <p className={styles.open} role="alert">
          {t('import.missing', {
            fields: inspection.missing.map((field) => t(`field.${field}`, { defaultValue: field })).join(t('comma')),
          })}
        </p>
      )}
      <button
        type="button"
        className="btn primary"
        data-testid="load"
        disabled={isOpen || isOld || load.isPending}
        onClick={() => load.mutate({ uploadId: upload.uploadId, kind, settings: { ...settings }, saveMapping: hasColumns && savesMapping })}
      >
        {t('import.load', { kind: t(`kind.${kind}`) })}
      </button>
      {hasColumns && (
        <label className={styles.check}>
          <input type="checkbox" checked={savesMapping} onChange={(event) => setSavesMapping(event.target.checked)} />
          {t('import.saveMapping')}
        </label>
      )}
      {load.isError && (
        <div className={styles.refused} role="alert">
          <RefusalText failure={failureOf(load.error)} />
        </div>
      )}
    </div>
  );
}
