import type { ImportInspection } from '@beatline/shared/model/views/import_view';
import { useTranslation } from 'react-i18next';
import styles from './import_details.module.css';
import { ENCODINGS, SETTINGS_OF_KIND, withSetting } from './import_settings';
import type { SettingsEditorProps } from './needed_settings';

/** Encoding, sheet and time zone: how bytes become text, and text becomes an instant. */
export function ReadingOptions({
  kind,
  inspection,
  settings,
  onChange,
}: SettingsEditorProps & { readonly inspection: ImportInspection | undefined }) {
  const { t } = useTranslation('data');
  const asked = SETTINGS_OF_KIND[kind];
  const sheets = inspection?.sheets ?? [];
  return (
    <div className={styles.options}>
      <label>
        <span>{t('setting.encoding')}</span>
        <select value={settings.encoding ?? 'auto'} onChange={(event) => onChange(withSetting(settings, 'encoding', event.target.value))}>
          {ENCODINGS.map((encoding) => (
            <option key={encoding} value={encoding}>
              {encoding === 'auto' ? t('setting.auto') : encoding.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      {sheets.length > 1 && (
        <label>
          <span>{t('setting.sheet')}</span>
          <select
            value={settings.sheet ?? inspection?.sheet}
            onChange={(event) => onChange(withSetting(settings, 'sheet', event.target.value))}
          >
            {sheets.map((sheet) => (
              <option key={sheet}>{sheet}</option>
            ))}
          </select>
        </label>
      )}
      {asked.includes('timeZone') && (
        <label>
          <span>{t('setting.timeZone')}</span>
          <input
            key={settings.timeZone ?? inspection?.timeZone}
            list="beatline-time-zones"
            defaultValue={settings.timeZone ?? inspection?.timeZone ?? ''}
            onBlur={(event) => {
              const zone = event.target.value.trim();
              if (zone !== (settings.timeZone ?? inspection?.timeZone ?? '')) onChange(withSetting(settings, 'timeZone', zone));
            }}
          />
          <datalist id="beatline-time-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </datalist>
        </label>
      )}
      {inspection?.delimiter !== undefined && (
        <p className={styles.note}>{t('setting.delimiter', { delimiter: delimiterName(inspection.delimiter) })}</p>
      )}
    </div>
  );
}

function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'Tab' : delimiter;
}
