import { useTranslation } from 'react-i18next';
import page from '../command_page.module.css';
import { FIELDS, OVERLAYS, type CommandState, type Overlay } from '../command_state';
import { BandChoice } from './band_choice';
import styles from './left_rail.module.css';

export function LayerList({ state, hasPlan }: { readonly state: CommandState; readonly hasPlan: boolean }) {
  const { t } = useTranslation('command');
  const toggle = (overlay: Overlay) =>
    state.setOverlays(
      state.overlays.includes(overlay) ? state.overlays.filter((other) => other !== overlay) : [...state.overlays, overlay],
    );
  return (
    <section className={page.section} aria-label={t('layers.title')}>
      <h2 className={page.heading}>{t('layers.title')}</h2>
      <div role="radiogroup" aria-label={t('layers.field')}>
        {FIELDS.map((field) => (
          <label key={field} className={`${styles.row} ${styles.layer}`}>
            <input type="radio" name="field" checked={state.field === field} onChange={() => state.setField(field)} />
            {t(`field.${field}`)}
            <small>{t(`fieldUnit.${field}`)}</small>
          </label>
        ))}
      </div>
      {state.field === 'tiers' && <BandChoice state={state} />}
      {OVERLAYS.filter((overlay) => overlay !== 'lines' || hasPlan).map((overlay) => (
        <label key={overlay} className={`${styles.row} ${styles.layer}`}>
          <input type="checkbox" checked={state.overlays.includes(overlay)} onChange={() => toggle(overlay)} />
          {t(`overlay.${overlay}`)}
          <small>{t(`overlayUnit.${overlay}`)}</small>
        </label>
      ))}
    </section>
  );
}
