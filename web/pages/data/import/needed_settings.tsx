import { JURISDICTION_LEVELS } from '@beatline/shared/model/jurisdiction';
import { PATROL_MODES } from '@beatline/shared/model/patrol_mode';
import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import { useTranslation } from 'react-i18next';
import { SOURCES, withSetting } from './import_settings';
import styles from './import_tab.module.css';

export interface SettingsEditorProps {
  readonly kind: ImportKind;
  readonly settings: ImportSettings;
  readonly onChange: (settings: ImportSettings) => void;
}

/** What no file tells by itself and every load of its kind needs: the level of boundaries, whose tracks, who reported. */
export function NeededSettings({ kind, inspection, settings, onChange }: SettingsEditorProps & { readonly inspection: ImportInspection }) {
  const { t } = useTranslation('data');
  const change = (name: 'level' | 'unit' | 'mode' | 'source', value: string) => onChange(withSetting(settings, name, value));
  if (kind === 'jurisdictions') {
    return (
      <label className={styles.needed}>
        <span>{t('setting.level')}</span>
        <select value={settings.level} onChange={(event) => change('level', event.target.value)}>
          {JURISDICTION_LEVELS.map((level) => (
            <option key={level} value={level}>
              {t(`level.${level}`)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  if (kind === 'tracks') {
    const hasUnits = inspection.fields.some((field) => field.field === 'unit' && field.column !== undefined);
    return (
      <div className={styles.neededPair}>
        {!hasUnits && (
          <label className={styles.needed}>
            <span>{t('setting.unit')}</span>
            <input
              key={settings.unit}
              defaultValue={settings.unit}
              maxLength={40}
              placeholder={t('setting.unitExample')}
              onBlur={(event) => event.target.value.trim() !== (settings.unit ?? '') && change('unit', event.target.value.trim())}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          </label>
        )}
        <label className={styles.needed}>
          <span>{t('setting.mode')}</span>
          <select value={settings.mode ?? ''} onChange={(event) => change('mode', event.target.value)}>
            <option value="">{t('setting.modeOfUnit')}</option>
            {PATROL_MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`common:mode.${mode}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
    );
  }
  if (kind === 'incidents') {
    return (
      <label className={styles.needed}>
        <span>{t('setting.source')}</span>
        <select value={settings.source ?? 'citizen'} onChange={(event) => change('source', event.target.value)}>
          {SOURCES.map((source) => (
            <option key={source} value={source}>
              {t(`source.${source}`)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return null;
}
