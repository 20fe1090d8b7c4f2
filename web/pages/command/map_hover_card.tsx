import { TIERS } from '@beatline/shared/model/tier';
import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import type { PlaceView, ZoneView } from '@beatline/shared/model/views/place_view';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatIncidents, formatPercent, textOf } from '../../format/quantities';
import type { MapPick } from '../../map/map_view';
import type { CommandState } from './command_state';
import styles from './map_hover_card.module.css';
import type { FieldOnMap } from './use_field';

export interface MapHoverCardProps {
  readonly pick: MapPick;
  readonly field: FieldOnMap;
  readonly state: CommandState;
}

/** One line beside the pointer: what it is and its value with unit. */
export function MapHoverCard({ pick, field, state }: MapHoverCardProps) {
  const { t } = useTranslation(['command', 'common']);
  const text = hoverText(pick, field, state, t);
  if (text === undefined) return null;
  return (
    <div className={styles.card} style={{ transform: `translate(${pick.x + 14}px, ${pick.y + 12}px)` }} aria-hidden="true">
      {text}
    </div>
  );
}

function hoverText(
  pick: MapPick,
  field: FieldOnMap,
  state: CommandState,
  t: TFunction<readonly ['command', 'common']>,
): string | undefined {
  const layer = pick.layerId.split(':')[0];
  if (layer === 'squares') {
    const value = field.values?.[pick.index];
    if (value === undefined || state.field === 'none') return undefined;
    if (state.field === 'tiers') return t(`common:tier.${TIERS[TIERS.length - 1 - value] ?? 'blue'}Long`);
    const shown = state.field === 'coverage' ? textOf(formatPercent(value)) : formatIncidents(value);
    return t(`hover.${state.field}`, { value: shown });
  }
  if (layer === 'hotspots') {
    const spot = pick.object as Hotspot;
    return t('hover.hotspot', { place: spot.placeName, incidents: spot.incidents, group: t(`common:group.${spot.topGroup}`) });
  }
  if (layer === 'places') return (pick.object as PlaceView).name;
  if (layer === 'no-fly') return (pick.object as { readonly zone: ZoneView }).zone.name;
  if (layer === 'units' || layer === 'playback') return (pick.object as { readonly label?: string }).label;
  if (layer === 'plan-stops') {
    const stop = pick.object as { readonly text: string; readonly name: string };
    return `${stop.text} ${stop.name}`;
  }
  return undefined;
}
